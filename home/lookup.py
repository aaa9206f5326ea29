"""Lists of pages as a reader has them: translated where they are, in English where not."""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, Revision

from .clock import changes_at, now

# What is due goes live within this time of the worker's.
SOON = timedelta(seconds=15)


def published(pages):
    """The queryset `pages` without drafts and without those that have expired, or whose English has.

    A page expires at its time even where nothing has unpublished it yet.
    """
    moment = now()
    english = _english_of(OuterRef("translation_key"))
    return pages.live().filter(
        Q(expire_at=None) | Q(expire_at__gt=moment), ~Exists(english.filter(expire_at__lte=moment))
    )


def _english_of(translation_key):
    return Page.objects.filter(
        translation_key=translation_key, locale__language_code=settings.LANGUAGE_CODE
    )


def expires_with_english():
    """An expression for querysets of pages: when the English page expires, or None."""
    return Subquery(_english_of(OuterRef("translation_key")).values("expire_at")[:1])


def goes_live_next():
    """An expression for any queryset: when the next scheduled page goes live, or None."""
    due = Revision.objects.filter(approved_go_live_at__isnull=False)
    return Subquery(due.order_by("approved_go_live_at").values("approved_go_live_at")[:1])


def changes_when_published(moment):
    """Say, as `changes_at`, that a page goes live at `moment`; what is overdue does so any second."""
    if moment:
        changes_at(moment if moment > now() else now() + SOON)


def watch_schedule():
    """Say when the next scheduled page goes live; one query, for what lists pages without `find_page`."""
    root = Page.objects.filter(depth=1)  # the one row that every site has
    changes_when_published(root.values_list(goes_live_next(), flat=True).get())


def is_restricted():
    """An expression for querysets of pages: whether a page is under a view restriction."""
    # A restriction holds for its page and all below it, whose paths begin with its path.
    return Exists(
        PageViewRestriction.objects.filter(
            page__path=Substr(OuterRef("path"), 1, Length("page__path"))
        )
    )


def open_to_everybody(pages):
    """The queryset `pages` without those under a view restriction; asks no query of its own.

    Wagtail's `public()` loads all restrictions first.
    """
    return pages.filter(~is_restricted())


def in_language(sources, language=None):
    """Each of the English pages `sources` as a reader of `language` (default: the active one) has it.

    `sources` is an iterable of pages of one class; the result is a list in the
    same order, of the live translations and, where there is none, the English
    pages themselves, each with `source` set. Costs one query for any number of
    pages, none in English.
    """
    sources = list(sources)
    language = language or get_language()
    changes_at(*(source.expire_at for source in sources))
    if not sources or language == settings.LANGUAGE_CODE:
        return sources
    translations = {
        page.translation_key: page
        for page in published(type(sources[0]).objects)
        .filter(
            translation_key__in=[source.translation_key for source in sources],
            locale__language_code=language,
            alias_of=None,
        )
        .defer_streamfields()
        .select_related("locale")
    }
    pages = []
    for source in sources:
        page = translations.get(source.translation_key, source)
        if page is not source:
            changes_at(page.expire_at)
            page.source = source
            page.heed_urgent_fix()
        pages.append(page)
    return pages


def by_source(sources, language=None, *, columns=None, along=()):
    """As `in_language`, as a dict from the id of each English page, in one query in all languages.

    Args:
        sources: a queryset whose order does not matter.
        columns: expressions that each page is to have as attributes, by name.
        along: the names of relations that are loaded with each page.
    """
    language = language or get_language()
    families = defaultdict(dict)
    for page in (
        published(sources.model.objects)
        .filter(
            translation_key__in=sources.values("translation_key"),
            locale__language_code__in={settings.LANGUAGE_CODE, language},
            alias_of=None,
        )
        .annotate(**columns or {})
        .defer_streamfields()
        .select_related("locale", *along)
    ):
        families[page.translation_key][page.locale.language_code] = page
        changes_at(page.expire_at)
    pages = {}
    for family in families.values():
        source = family.get(settings.LANGUAGE_CODE)
        if source is None:  # it has expired since `sources` was made
            continue
        pages[source.pk] = page = family.get(language, source)
        if page is not source:
            page.source = source
            page.heed_urgent_fix()
    return pages
