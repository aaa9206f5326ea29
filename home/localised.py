"""Lists of pages as a reader has them: translated where they are, in English where not."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.db.models.functions import Length, Substr
from django.utils.translation import get_language
from wagtail.models import PageViewRestriction


def open_to_everybody(pages):
    """The queryset `pages` without those under a view restriction; asks no query of its own.

    Wagtail's `public()` loads all restrictions first.
    """
    # A restriction holds for its page and all below it, whose paths begin with its path.
    restrictions = PageViewRestriction.objects.filter(
        page__path=Substr(OuterRef("path"), 1, Length("page__path"))
    )
    return pages.filter(~Exists(restrictions))


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
        pages.append(page)
    return pages
