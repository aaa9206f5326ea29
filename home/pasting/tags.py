"""Interpretation of HTML elements: emphasis, heading levels, hidden text and layout tables."""

import re
from collections.abc import Sequence
from typing import Any

from bs4 import Tag

from .blocks import Style

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WORD_HEADING = re.compile(r"(?:Mso)?Heading ?([1-6])|MsoTitle|MsoSubtitle", re.IGNORECASE)


def css_of(tag: Tag) -> str:
    return re.sub(r"\s*:\s*", ":", str(tag.get("style") or "").lower())


def is_hidden(tag: Tag, css: str) -> bool:
    return (
        tag.has_attr("hidden")
        or "display:none" in css
        or "visibility:hidden" in css
        or "mso-hide:all" in css
        or bool(re.search(r"font-size:0(?:px|pt|em|rem|%)?(?:;|$)", css))
    )


def styled(tag: Tag, css: str, style: Style) -> Style:
    # Not Word's “mso-bidi-font-weight”, which is about other scripts.
    weight = re.search(r"(?<![\w-])font-weight:(\w+)", css)
    slant = re.search(r"(?<![\w-])font-style:(\w+)", css)
    bold = style.bold or tag.name in ("b", "strong", "th")
    italic = style.italic or tag.name in ("i", "em")
    if weight and not style.is_heading:  # Google Docs puts everything into a <b> of normal weight
        heavy = weight[1] in ("bold", "bolder") or (weight[1].isdecimal() and int(weight[1]) > 500)
        bold = heavy or (style.bold and weight[1] == "inherit")
    if slant:
        italic = slant[1] in ("italic", "oblique")
    return style._replace(bold=bold, italic=italic)


def heading_level(tag: Tag) -> int:
    if tag.name in HEADINGS:
        return int(tag.name[1])
    if tag.get("role") == "heading":
        level = str(tag.get("aria-level", "2"))
        return int(level) if level in ("1", "2", "3", "4", "5", "6") else 2
    if tag.name == "p":
        classes: Any = tag.get("class") or ""
        names = " ".join(classes) if isinstance(classes, list) else str(classes)
        if match := _WORD_HEADING.search(names):
            return int(match[1] or 1)
    return 0


def is_emoji(text: str) -> bool:
    return len(text) <= 12 and not any(letter.isalnum() and letter.isascii() for letter in text)


def is_layout(table: Tag, cells: Sequence[Sequence[Tag]]) -> bool:
    """Return True if `table` only arranges content, as tables in emails do."""
    wide = [row for row in cells if len(row) > 1]
    if table.get("role") == "presentation" or not wide:
        return True
    if any(cell.name == "th" for row in cells for cell in row):
        return False
    if table.find("table"):
        return True
    # In several rows, these can be data.
    if len(wide) == 1 and table.find(["ul", "ol", *HEADINGS]):
        return True  # columns
    return any(_is_article(cell) for row in wide for cell in row)


def _is_article(cell: Tag) -> bool:
    heading = cell.find(HEADINGS)
    return heading is not None and heading.get_text(strip=True) != cell.get_text(strip=True)
