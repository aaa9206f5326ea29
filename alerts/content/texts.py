"""Texts of the shipped content, with machine drafts of their translations.

There is one PO file per language. `msgctxt` is the key of a text, and `msgid` is the English text.
"""

from functools import cache
from pathlib import Path

import polib
from django.utils.html import escape

FOLDER = Path(__file__).parent


@cache
def languages() -> list[str]:
    """Return the codes of the languages into which the content is translated."""
    return sorted(path.stem for path in FOLDER.glob("*.po"))


@cache
def catalog(language: str) -> dict[str, polib.POEntry]:
    """Return the PO entries for `language`, by key."""
    path = FOLDER / f"{language}.po"
    return {entry.msgctxt: entry for entry in polib.pofile(str(path))}


def text(key: str) -> str:
    """Return the English text with the key `key`."""
    return catalog(languages()[0])[key].msgid


def texts(prefix: str) -> list[str]:
    """Return the English texts with the keys `<prefix>.1`, `<prefix>.2` and so on."""
    result, number = [], 1
    while f"{prefix}.{number}" in catalog(languages()[0]):
        result.append(text(f"{prefix}.{number}"))
        number += 1
    return result


def html(prefix: str) -> str:
    """Return the texts with the keys `<prefix>.1`, `<prefix>.2` and so on, as HTML paragraphs."""
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in texts(prefix))


def translations(language: str) -> dict[str, str]:
    """Return the translations into `language`, by English text."""
    return {entry.msgid: entry.msgstr for entry in catalog(language).values()}
