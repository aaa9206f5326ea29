"""Plain text for messages, calendars, feeds, pictures and flyers."""

import re
from html import unescape

from django.utils.html import strip_tags

from home.text import safe_html

# The end of a paragraph, heading or list item, or a line break.
_LINE_END = re.compile(r"</(?:p|li|h\d|blockquote)>|<[bh]r\s*/?>", re.IGNORECASE)


def plain(html: object) -> str:
    """Return the text of the HTML string `html` in a single line, without tags or entities."""
    return " ".join(unescape(strip_tags(str(html))).split())


def printed(html: object) -> str:
    """Return the text of `html` as `plain` does, but with its no-break spaces."""
    return re.sub(r"[^\S\xa0]+", " ", unescape(strip_tags(str(html)))).strip()


def lines_of(rich_text: str) -> list[str]:
    """Return the paragraphs and list items of the stored `rich_text` as plain text."""
    parts = _LINE_END.split(safe_html(rich_text))
    return [line for line in map(plain, parts) if line]
