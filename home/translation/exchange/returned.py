"""Translations from an imported file or reply, before they are checked."""

from dataclasses import dataclass
from typing import NamedTuple

from home.text import trim

from ..strings.lookup import fingerprint

MAX_ROWS = 20_000


def max_rows(scope):
    """Return the limit of rows in a file for `scope`, which keeps imports short."""
    strings = sum(len(part.strings) for part in scope.parts)
    return min(MAX_ROWS, 1000 + 2 * strings)


class Unreadable(Exception):
    """Raised if a file or message cannot be read, with the reason in English."""


@dataclass
class ReturnedString:
    """One string of an imported file or reply.

    Attributes:
        place: name of the row or line for people, such as "row 5".
        key: as `TranslatableString.key`.
        english: the English beside it, which shows if rows were mixed up, or None.
        text: the translation.
        was: fingerprint of the exported translation.
        error: fault of the file's format, such as a formula in a cell.
    """

    place: str
    key: str
    english: str | None
    text: str
    was: str
    error: str = ""

    def __post_init__(self):
        self.text = trim(self.text)

    @property
    def is_untouched(self):
        return fingerprint(self.text) == self.was


class ReturnedFile(NamedTuple):
    """Content of a file: the code of its language, and its rows."""

    language: str
    rows: list[ReturnedString]
