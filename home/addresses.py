"""From pages to addresses and back.

A page has the same address in every language but for the prefix: slugs are
synchronised. So the address of a page in a reader's language is known without
asking whether it is translated; where it is not, the English text answers there.
"""

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language, override
from wagtail.models import Page, Site

# The first part of an address below a language, or the last below a page: not to be had as slugs.
RESERVED_SLUGS = frozenset(
    ("action", "calendar", "card", "comment", "feed", "flyer", "report", "repost", "search", "text")
)


def relative_path(page):
    """The address of `page` below its language's home: `alerts/stand-firm/`, or `` for a home page."""
    # Home pages are the children of the root: /<home>/<the rest>.
    return page.url_path.split("/", 2)[2]


def page_address(page, language=None):
    """The path of `page` for a reader of `language` (a code; the active language if not given)."""
    with override(language or get_language()):
        return reverse("wagtail_serve", args=(relative_path(page),))


def absolute(path):
    """`path` with the site's own scheme and host."""
    return settings.SITE_URL + path


def _home_paths():
    """The url_path of each language's home page, by language code; from Wagtail's cache."""
    return {root.language_code: root.root_path for root in Site.get_site_root_paths()}


def find_page(language, path):
    """The page that answers at `path` for a reader of `language`, or None.

    It is the live page of that language or, if there is none, the live English
    page. Both come with their locale, and a translation with its `source`.
    """
    homes = _home_paths()
    path = path if not path or path.endswith("/") else path + "/"
    wanted = [homes[code] + path for code in {language, settings.LANGUAGE_CODE} if code in homes]
    pages = list(Page.objects.live().filter(url_path__in=wanted, alias_of=None).specific())
    prefetch_related_objects(pages, "locale")
    by_language = {page.locale.language_code: page for page in pages}
    english = by_language.get(settings.LANGUAGE_CODE)
    page = by_language.get(language)
    if page and english and page.translation_key == english.translation_key:
        page.source = english
    return page or english


def moved_translation(page, language):
    """The live translation of the English `page` into `language` that has another slug, or None."""
    return (
        Page.objects.live()
        .filter(
            translation_key=page.translation_key, locale__language_code=language, alias_of=None
        )
        .first()
    )
