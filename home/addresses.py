"""Addresses of pages.

A page has the same address in every language but for the prefix: slugs are
synchronised. So the address of a page in a reader's language is known without
asking whether it is translated; where it is not, the English text answers there.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

# First parts of addresses below a language, and last parts below a page: refused as slugs.
RESERVED_SLUGS = frozenset(
    (
        *("action", "calendar", "card", "comment", "comments", "feed", "flyer", "picture"),
        *("qr", "recording", "report", "repost", "search", "stand", "text", "translate"),
    )
)


def relative_path(page):
    """Return the path of a page below its home page: `alerts/stand-firm/`; empty for a home page."""
    # Home pages are the children of the root: /<home>/<the rest>.
    return page.url_path.split("/", 2)[2]


def page_address(page, language=None):
    """Return the path of a page for a reader of `language` (default: the active language)."""
    with override(language or get_language()):
        return reverse("wagtail_serve", args=(relative_path(page),))


def absolute(path):
    """Return the URL of `path` on this site."""
    return settings.SITE_URL + path
