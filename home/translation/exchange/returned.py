"""Translations as they come back from outside, before they are checked."""

from dataclasses import dataclass
from typing import NamedTuple

from home.text import trim

from ..strings.lookup import fingerprint

MAX_ROWS = 20_000


def max_rows(scope):
    """Return the limit of rows in a file for `scope`: generous, but not enough to keep a server busy."""
    strings = sum(len(part.strings) for part in scope.parts)
    return min(MAX_ROWS, 1000 + 2 * strings)


class Unreadable(Exception):
    """Raised if a file or message cannot be read at all, with the reason in English."""


@dataclass
class ReturnedString:
    """One string of a file or reply.

    Attributes:
        place: the row or line where a person would look for it, such as "row 5".
        key: as `TranslatableString.key`.
        english: the English beside it, which tells if rows were mixed up, or None.
        text: the translation.
        was: the fingerprint of the translation as it went out.
        error: a fault of the file's format, such as a formula in a cell.
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
