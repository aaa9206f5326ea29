"""From pages to addresses and back.

A page has the same address in every language but for the prefix: slugs are
synchronised. So the address of a page in a reader's language is known without
asking whether it is translated; where it is not, the English text answers there.
"""

from django.conf import settings
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils.translation import get_language, override
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from .clock import changes_at
from .lookup import (
    changes_when_published,
    expires_with_english,
    goes_live_next,
    is_restricted,
    published,
)

# The first part of an address below a language, or the last below a page: not to be had as slugs.
RESERVED_SLUGS = frozenset(
    (
        *("action", "calendar", "card", "comment", "comments", "feed", "flyer", "picture"),
        *("qr", "recording", "report", "repost", "search", "stand", "text", "translate"),
    )
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


def find_page(language, path):
    """The page that answers at `path` for a reader of `language`, or None.

    It is the live page of that language or, if there is none, the live English
    page. A translation comes with its `source`, and either with the languages
    that are live at this path. Two queries: Wagtail's walk down the tree costs
    two for each step, and what else they can tell is not asked again.
    """
    homes = {root.language_code: root.root_path for root in Site.get_site_root_paths()}
    path = path if not path or path.endswith("/") else path + "/"
    here = {home + path for home in homes.values()}
    english_here = Page.objects.filter(url_path=homes[settings.LANGUAGE_CODE] + path)
    elsewhere = Q(
        locale__language_code=language, translation_key__in=english_here.values("translation_key")
    )
    pages = (
        published(Page.objects)
        .filter(Q(url_path__in=here) | elsewhere, alias_of=None)
        .annotate(
            is_restricted=is_restricted(),
            english_expires_at=expires_with_english(),
            goes_live_next=goes_live_next(),
            has_redirect=Exists(
                Redirect.objects.filter(old_path=Redirect.normalise_path(f"/{language}/{path}"))
            ),
        )
        .select_related("locale", "content_type")
    )
    found, moved = {}, None
    for page in pages:
        changes_at(page.expire_at, page.english_expires_at)
        changes_when_published(page.goes_live_next)
        if page.url_path in here:
            found[page.locale.language_code] = page
        else:
            moved = page
    english = found.get(settings.LANGUAGE_CODE)
    page = found.get(language) or english
    if page is None:
        return None
    family = {code: p for code, p in found.items() if p.translation_key == page.translation_key}
    rows = [page, english] if settings.LANGUAGE_CODE in family and english is not page else [page]
    specific = _specific(rows)
    if settings.LANGUAGE_CODE in family:
        specific[0].source = specific[-1]
        for one in specific:
            one.is_known_to_be_open = not any(row.is_restricted for row in rows)
        specific[0].heed_urgent_fix()
    specific[0].live_languages = [code for code, _name in settings.LANGUAGES if code in family]
    specific[0].has_redirect, specific[0].moved_translation = page.has_redirect, moved
    return specific[0]


def _specific(pages):
    """The specific instances of `pages`, which are of one class, with what each is shown with."""
    model = pages[0].specific_class
    by_id = model.as_shown().in_bulk([page.pk for page in pages])
    return [by_id[page.pk] for page in pages]
