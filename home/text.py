"""Cleaning of text on input and before output.

Control characters, lone surrogates and non-characters break XML, calendars, spreadsheets and email.
Bidirectional embeddings and overrides disturb adjacent text. All of these are removed.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import nh3

from home.link_cleaning import clean_link
from home.pasting.conversion import to_rich_text

# Characters that some programs use as a line break: vertical tab, form feed, line and paragraph
# separator.
_ODD_BREAKS = "\v\f\u2028\u2029"
_NO_TEXT = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls except line breaks and tabs
    "\u202a-\u202e\u2066-\u206f"  # embeddings, overrides and isolates; deprecated format characters
    "\ud800-\udfff"  # surrogates
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"  # non-characters, byte order mark, annotations
)
_not_text = re.compile(f"[{_NO_TEXT}]")
_odd_break = re.compile(f"\r(?!\n)|[{_ODD_BREAKS}]")
_breaks_and_tabs = re.compile(" ?[\r\n\t][\r\n\t ]*")
_suspect = re.compile(f"[\r{_ODD_BREAKS}{_NO_TEXT}]")
# Non-characters of the other planes. A separate pattern, because a class with any of these is ten
# times as slow.
_far_from_text = re.compile(
    "["
    + "".join(
        f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(1 << 16, 17 << 16, 1 << 16)
    )
    + "]"
)

# Letters and symbols by category, but invisible: Hangul fillers, the blank Braille cell, the
# musical null note.
_BLANK = "\u115f\u1160\u2800\u3164\uffa0\U0001d159"
# Format characters that writing needs: joiners, and the tags in flags of regions.
_NEEDED = {"\u200c", "\u200d", *map(chr, range(0xE0020, 0xE0080))}

# A flag of a region with its tags, or a tag elsewhere, which hides a letter.
_TAGS_OF_FLAGS = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f)|[\U000e0020-\U000e007f]"
)

# Marks that programs add and nobody types: direction marks, zero-width spaces, soft hyphens.
_MARKS = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff]")

# Tags that the rich text editor produces, and some that earlier versions produced.
_TAGS = {
    *("a", "b", "strong", "i", "em", "p", "br", "hr", "ul", "ol", "li"),
    *("h2", "h3", "h4", "h5", "h6", "blockquote", "code", "sub", "sup", "s", "del"),
}
_ATTRIBUTES = {"a": {"href", "linktype", "id"}, "*": {"data-block-key"}}
_SCHEMES = {"http", "https", "mailto", "tel", "sms"}
# Tags of other programs, whose cells and paragraphs would run together without them.
_FOREIGN = re.compile(r"<(?:table|t[dhr]|div|section|article|o:p)\b", re.IGNORECASE)
_EVERY_HEADING = ("h2", "h3", "h4", "h5", "h6")


def clean_text(text: str) -> str:
    """Return `text` without control characters and other non-text. Keep line breaks and tabs."""
    if _suspect.search(text):
        text = _not_text.sub("", _odd_break.sub("\n", text))
    return text if _is_near(text) else _far_from_text.sub("", text)


def clean_line(text: str) -> str:
    """Return `text` as one line, without control characters and other non-text."""
    if text.isascii() and text.isprintable():
        return text
    cleaned = clean_text(text)
    line = _breaks_and_tabs.sub(" ", cleaned)
    return line if line == cleaned else line.strip(" ")


def without_marks(text: str) -> str:
    """Return `text` without the invisible marks that programs add."""
    return text if text.isascii() else _MARKS.sub("", text)


def trim(text: str) -> str:
    """Return `text` with normalized line breaks and without surrounding whitespace."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _is_near(text: str) -> bool:
    # True if all characters are in Unicode's first plane.
    return text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)


def clean_html(html: str) -> str:
    """Return `html` with only the allowed tags, and without control characters or link tracking."""
    html = clean_text(html)
    # Convert it as if it were pasted into the editor.
    if _FOREIGN.search(html):
        html = to_rich_text(html, _EVERY_HEADING).html
    safe = _safe(html, lambda tag, name, value: clean_link(value) if name == "href" else value)
    return safe.replace("<br>", "<br/>").replace("<hr>", "<hr/>")


def safe_html(html: str) -> str:
    """Return `html` with only the allowed tags, attributes and URL schemes."""
    return _safe(html)


def _safe(html: str, attribute_filter: Callable[[str, str, str], str | None] | None = None) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute_filter,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def clean_data(data: Any) -> Any:
    """Return a copy of JSON data with all string values cleaned."""
    if isinstance(data, str):
        return clean_text(data)
    if isinstance(data, dict):
        return {key: clean_data(value) for key, value in data.items()}
    if isinstance(data, list):
        return [clean_data(value) for value in data]
    return data


def has_invisible(text: str) -> bool:
    """Return True if `text` contains an invisible or private-use character that is not accepted."""
    return "\0" in text or any(
        unicodedata.category(letter) in ("Cf", "Co") and letter not in _NEEDED
        for letter in clean_text(text)
    )


def visible(text: str) -> str:
    """Return `text` without invisible characters that it does not need, or "" if it looks empty."""
    kept = [
        letter
        for letter in _TAGS_OF_FLAGS.sub(lambda found: found[1] or "", clean_text(text))
        if letter in _NEEDED or unicodedata.category(letter) != "Cf"
    ]
    seen = any(unicodedata.category(one)[0] in "LNPS" and one not in _BLANK for one in kept)
    return "".join(kept).strip() if seen else ""
