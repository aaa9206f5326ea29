"""Plain text for messages, calendars, feeds and pictures."""

from html import unescape

from django.utils.html import strip_tags


def plain(html):
    """Return the text of `html` (a string, safe or not) in one line."""
    return " ".join(unescape(strip_tags(str(html))).split())
