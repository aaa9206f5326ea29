"""Lists of pages as a reader has them: translated where they are, in English where not."""

from collections import defaultdict

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.db.models.functions import Length, Substr
from django.utils.translation import get_language
from wagtail.models import PageViewRestriction


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
    if not sources or language == settings.LANGUAGE_CODE:
        return sources
    translations = {
        page.translation_key: page
        for page in type(sources[0])
        .objects.live()
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
        sources.model.objects.live()
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
    pages = {}
    for family in families.values():
        source = family[settings.LANGUAGE_CODE]
        pages[source.pk] = page = family.get(language, source)
        if page is not source:
            page.source = source
            page.heed_urgent_fix()
    return pages
