"""Declarations of the personal data that models hold: the attribute `personal_data` of a model.

The privacy page, the guide for operators, housekeeping and `manage.py list_kept_data` must agree
with them, and `tests/site/test_kept_data.py` compares them.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial


class About(StrEnum):
    """People whom data can be about."""

    READERS = "readers"
    VOLUNTEERS = "volunteers with a link"
    STAFF = "people with an account"


@dataclass(frozen=True)
class KeptData:
    """Personal data in the rows of a model: whose, what, why, and for how long."""

    about: About
    what: str
    why: str
    # In words, for everything that `days` does not say.
    until: str
    # Housekeeping deletes it, or the `fields`, after this many days at most.
    days: int | None = None
    # The field that tells its age.
    since: str = ""
    # Without fields, the whole row.
    fields: tuple[str, ...] = ()
    # Keys of the paragraphs of the privacy page that say this to readers.
    paragraphs: tuple[str, ...] = ()


about_readers = partial(KeptData, About.READERS)
about_staff = partial(KeptData, About.STAFF)
