"""Translations from an imported file or reply, before they are checked."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import get_supported_language_variant, gettext

from home.text import trim, without_marks

from ..strings.lookup import fingerprint
from .scope import ExchangeScope

MAX_ROWS = 20_000
_TAG = re.compile("<[^<>]*>")
# Keyboards and spreadsheets replace straight quotation marks by these.
_STRAIGHT = str.maketrans(dict.fromkeys("“”„‟″", '"') | dict.fromkeys("‘’‚′", "'"))


def max_rows(scope: ExchangeScope) -> int:
    strings = sum(len(part.strings) for part in scope.parts)
    return min(MAX_ROWS, 1000 + 2 * strings)


class Unreadable(Exception):
    """Raised when an imported file or reply cannot be read. The exception's text says why."""


@dataclass
class ReturnedString:
    """One string of an imported file or reply."""

    # The row, line or number of the answer, as shown to people, such as "row 5" or "3".
    place: str
    key: str
    # The English beside the translation, to detect mixed-up rows.
    english: str | None
    text: str
    # The fingerprint of the translation that was exported.
    was: str
    # Untranslated message about a fault in the format, such as a formula in a cell.
    error: str = ""

    is_untouched: bool = field(init=False)

    def __post_init__(self) -> None:
        sent = trim(self.text)
        self.text = tidy(sent)
        self.key, self.was = tidy(self.key), tidy(self.was)
        self.is_untouched = self.was in {fingerprint(sent), fingerprint(self.text)}

    @property
    def number(self) -> str:
        """The number at the end of `place`, such as "5" for "row 5"."""
        return self.place.rpartition(" ")[2]

    @property
    def error_message(self) -> str:
        """Message about a fault in the format, in the active language, or ""."""
        return gettext(self.error) % {"text": self.text[:80]}


def tidy(text: str) -> str:
    """Return `text` without the harmless changes that other programs make."""
    text = _TAG.sub(lambda match: match[0].translate(_STRAIGHT), without_marks(text))
    return trim(unicodedata.normalize("NFC", text))


def comparable(english: str) -> list[str]:
    """Return the words of an English text in a form that programs do not change."""
    return unicodedata.normalize("NFKC", tidy(english).translate(_STRAIGHT)).split()


def language_of(code: str) -> str:
    """Return the site's code for the language code in a file, such as "so" for "so_SO".

    If the site does not have the language, return the normalized `code`.
    """
    code = tidy(code).replace("_", "-").partition(".")[0].partition("@")[0].lower()
    try:
        return get_supported_language_variant(code) if code else ""
    except LookupError:
        return code


class ReturnedFile(NamedTuple):
    """Content of an imported file: its format ("po" or "xlsx"), its language code, and its rows."""

    kind: str
    language: str
    rows: list[ReturnedString]


class RefusedRow(NamedTuple):
    """Refused row of an imported file, to be sent back with the reason."""

    row: ReturnedString
    page: str
    where: str  # the name of the field
    # In the language of the translation and in English.
    why: str
