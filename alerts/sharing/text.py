"""Plain text for messages, calendars, feeds, pictures and flyers."""

import re
from html import unescape

from django.utils.html import strip_tags


def plain(html: object) -> str:
    """Return the text of the HTML string `html` in a single line, without tags or entities."""
    return " ".join(unescape(strip_tags(str(html))).split())


def printed(html: object) -> str:
    """Return the text of `html` as `plain` does, but with its no-break spaces."""
    return re.sub(r"[^\S\xa0]+", " ", unescape(strip_tags(str(html)))).strip()
