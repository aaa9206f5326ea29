"""Plain text, for what leaves the site as messages, calendars, feeds and pictures."""

from html import unescape

from django.utils.html import strip_tags


def plain(html):
    """The text of a little `html` (a string, safe or not) as it is read, in one line."""
    return " ".join(unescape(strip_tags(str(html))).split())
