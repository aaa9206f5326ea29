"""Paths and URLs of pages.

If a page has no translation into a language, the path with the prefix of that language leads to the
English page. The slug of a home page is not part of any path.
"""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, override
from wagtail.models import Page

# Slugs that no page may have, because the site's own addresses use them.
RESERVED_SLUGS = frozenset(
    (
        *("action", "calendar", "card", "comment", "comments", "feed", "flyer", "picture"),
        *("qr", "recording", "report", "repost", "search", "stand", "text", "translate"),
    )
)

# An address must leave room for words in an SMS of 160 characters.
LONGEST_SLUG = 40


def short_slug(title: str) -> str:
    """Return a slug of at most `LONGEST_SLUG` characters, made from the first words of `title`."""
    slug = slugify(title, allow_unicode=True)
    if len(slug) <= LONGEST_SLUG:
        return slug
    words = slug[: LONGEST_SLUG + 1].rpartition("-")[0]
    return words.rstrip("-") or slug[:LONGEST_SLUG]


def is_made_from(slug: str, title: str) -> bool:
    """Return True if `slug` is too long, and was probably made from `title`."""
    # Browsers treat accents and punctuation differently from Django.
    plain, whole = (slugify(text).replace("-", "") for text in (slug, title))
    return len(slug) > LONGEST_SLUG and plain[:LONGEST_SLUG] == whole[:LONGEST_SLUG]


def relative_path(page: Page) -> str:
    """Return the path of a page below its home page, such as `alerts/stand-firm/`."""
    # Home pages are children of the root: /<home>/<the rest>.
    return page.url_path.split("/", 2)[2]


def page_address(page: Page, language: str | None = None) -> str:
    """Return the path of a page for readers of `language`, by default the active language."""
    return _address(relative_path(page), language or get_language())


@lru_cache(maxsize=2000)  # The result depends on the URL configuration only.
def _address(path: str, language: str) -> str:
    with override(language):
        return reverse("wagtail_serve", args=(path,))


def absolute(path: str) -> str:
    """Return the absolute URL of `path` on this site."""
    return settings.SITE_URL + path
