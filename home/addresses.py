"""Addresses of pages.

A page has the same address in every language except for the prefix, because slugs are synchronised.
So the address of a page in any language is known without a query. An untranslated page answers
there in English.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

# Slugs refused for the first part of an address below a language, and for the last part below a
# page.
RESERVED_SLUGS = frozenset(
    (
        *("action", "calendar", "card", "comment", "comments", "feed", "flyer", "picture"),
        *("qr", "recording", "report", "repost", "search", "stand", "text", "translate"),
    )
)


def relative_path(page):
    """Return the path of a page below its home page, such as `alerts/stand-firm/`."""
    # Home pages are children of the root: /<home>/<the rest>.
    return page.url_path.split("/", 2)[2]


def page_address(page, language=None):
    """Return the path of a page for a reader of `language` (default: the active language)."""
    with override(language or get_language()):
        return reverse("wagtail_serve", args=(relative_path(page),))


def absolute(path):
    """Return the URL of `path` on this site."""
    return settings.SITE_URL + path
