"""Translations from an imported file or reply, before they are checked."""

from dataclasses import dataclass
from typing import NamedTuple

from home.text import trim

from ..strings.lookup import fingerprint
from .scope import ExchangeScope

MAX_ROWS = 20_000


def max_rows(scope: ExchangeScope) -> int:
    """Return the maximum count of rows in a file for `scope`."""
    strings = sum(len(part.strings) for part in scope.parts)
    return min(MAX_ROWS, 1000 + 2 * strings)


class Unreadable(Exception):
    """Raised when an imported file or reply cannot be read. The exception's text says why."""


@dataclass
class ReturnedString:
    """One string of an imported file or reply.

    Attributes:
        place: the row, line or number of the answer, as shown to people, such as "row 5" or "3".
        key: the `TranslatableString.key` of the string.
        english: the English beside the translation, or "". It reveals rows that were mixed up.
        text: the translation.
        was: the fingerprint of the translation that was exported.
        error: a fault in the format, such as a formula in a cell, or "".
    """

    place: str
    key: str
    english: str | None
    text: str
    was: str
    error: str = ""

    def __post_init__(self) -> None:
        self.text = trim(self.text)

    @property
    def is_untouched(self) -> bool:
        return fingerprint(self.text) == self.was


class ReturnedFile(NamedTuple):
    """Content of an imported file: its language code, and its rows."""

    language: str
    rows: list[ReturnedString]
