"""Plain text for messages, calendars, feeds and pictures."""

from html import unescape

from django.utils.html import strip_tags


def plain(html: object) -> str:
    """Return the text of the HTML string `html` in a single line, without tags or entities."""
    return " ".join(unescape(strip_tags(str(html))).split())
