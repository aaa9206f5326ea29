"""What comes back from outside, before it is checked."""

from dataclasses import dataclass
from typing import NamedTuple

from ..strings import segments

MAX_ROWS = 20_000


def most_rows(scope):
    """How many rows a file for `scope` may have: generous, but not enough to keep a server busy."""
    strings = sum(len(part.items) for part in scope.parts)
    return min(MAX_ROWS, 1000 + 2 * strings)


class Refused(Exception):
    """A file or message cannot be read at all; the message says why, in English."""


@dataclass
class Row:
    """One string as it came back.

    Attributes:
        place: where it stands, as its reader would look for it: "row 5".
        key: as `segments.Item.key`.
        english: the English beside it, to know if rows were mixed up; None where there is none.
        text: the translation.
        was: `segments.digest` of the translation as it went out.
        error: what is wrong with the row in its format, such as a formula in a cell.
    """

    place: str
    key: str
    english: str | None
    text: str
    was: str
    error: str = ""

    def __post_init__(self):
        self.text = clean(self.text)

    @property
    def is_untouched(self):
        return segments.digest(self.text) == self.was


class File(NamedTuple):
    """What was read from a file: the code of its language, and its rows."""

    language: str
    rows: list


def clean(text):
    """A text without what programs put at its ends and into its line breaks."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
