"""Classes for a model's attribute `personal_data`, which declares what it has about people.

The declarations for models of packages are in `home.operations.privacy.declared`.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial


class About(StrEnum):
    """Groups of people whom personal data can be about."""

    READERS = "readers"
    VOLUNTEERS = "volunteers with a link"
    STAFF = "people with an account"


@dataclass(frozen=True)
class KeptData:
    """Declaration of personal data in a model's rows: whose data, what, why, and for how long."""

    about: About
    what: str
    why: str
    # Retention in words, where `days` does not state it.
    until: str
    # Housekeeping deletes the rows, or the data in `fields`, after at most this many days.
    days: int | None = None
    # Name of the field with the date from which the age of a row counts.
    since: str = ""
    # Names of the fields with the data. Without names, the whole row is meant.
    fields: tuple[str, ...] = ()
    # Keys of the paragraphs of the privacy page that say this to readers.
    paragraphs: tuple[str, ...] = ()


about_readers = partial(KeptData, About.READERS)
about_staff = partial(KeptData, About.STAFF)
