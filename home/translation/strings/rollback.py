"""Roll-back of the translation of a string to an earlier version."""

from home.people.models import User

from .. import provenance
from ..models import Provenance
from ..teamwork.models import StringVersion
from .checks import find_errors
from .lookup import TranslatableString, readable
from .services import save_translation


class NotRestorable(Exception):
    """Raised when a version cannot be restored. The message gives the reason."""


def roll_back(string: TranslatableString, version: StringVersion, user: User) -> None:
    """Save the text of `version` again as a new version, which waits for publication.

    Raises:
        NotRestorable: the version is a deletion, or its text no longer passes the checks.
    """
    text = readable(version.data, string.is_rich)
    if not text:
        raise NotRestorable("There is no text in this version.")
    if errors := find_errors(string, text):
        raise NotRestorable(f"This version cannot be used any more. {' '.join(errors)}")
    is_edited = version.kind == Provenance.EDITED
    save_translation(
        string,
        text,
        # Nobody reviews their own words, so their author stays the same.
        user=version.saved_by or user,
        by_machine=version.kind == Provenance.MACHINE,
        tool=provenance.EDITED if is_edited else "",
    )
