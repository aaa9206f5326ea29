"""Pages as a reader has them: translated where they are, in English where not."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.utils.translation import get_language
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Revision, Site

from .clock import changes_at, now

# What is due goes live within this time of the worker's.
SOON = timedelta(seconds=15)


@dataclass(frozen=True)
class ResolvedPage:
    """The page at a path for a reader of one language.

    `page` is the live page of that language or, if there is none, the live English page.
    """

    page: Page
    # Codes of the languages in which the page is live at this path, in the order of the settings.
    live_languages: tuple[str, ...]
    # The live translation into the reader's language, where it has another path than the English page.
    moved_translation: Page | None
    # Whether the site has a redirect from this path.
    has_redirect: bool

    @property
    def source(self) -> Page:
        """Return the English page, or the page itself if it has no English page."""
        return self.page.source

    @property
    def is_open(self) -> bool:
        """Return True if everybody may read the page; a query only if its English page is not live."""
        return not self.page.get_view_restrictions().exists()


def resolve_page(language: str, path: str) -> ResolvedPage | None:
    """Return the page at `path`, below the prefix, for a reader of `language`, or None.

    Two queries: Wagtail's walk down the tree costs two for each step, and what else they can
    tell is not asked again.
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
    row = found.get(language) or found.get(settings.LANGUAGE_CODE)
    if row is None:
        return None
    family = {code: p for code, p in found.items() if p.translation_key == row.translation_key}
    return ResolvedPage(
        page=_specific(row, family.get(settings.LANGUAGE_CODE)),
        live_languages=tuple(code for code, _name in settings.LANGUAGES if code in family),
        moved_translation=moved,
        has_redirect=row.has_redirect,
    )


def _specific(row, english):
    """Return the page of `row` as an instance of its class, joined to its English page if that is live."""
    rows = [row, english] if english else [row]
    pages = row.specific_class.as_shown().in_bulk([one.pk for one in rows])
    page = pages[row.pk]
    if english:
        page.use_source(pages[english.pk])
    return page


def published(pages):
    """Return the queryset `pages` without drafts and without pages that, or whose English, expired.

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
    """Return an expression for querysets of pages: when the English page expires, or None."""
    return Subquery(_english_of(OuterRef("translation_key")).values("expire_at")[:1])


def goes_live_next():
    """Return an expression for any queryset: when the next scheduled page goes live, or None."""
    due = Revision.objects.filter(approved_go_live_at__isnull=False)
    return Subquery(due.order_by("approved_go_live_at").values("approved_go_live_at")[:1])


def changes_when_published(moment):
    """Tell the clock that a page goes live at `moment`; one that is overdue does so any second."""
    if moment:
        changes_at(moment if moment > now() else now() + SOON)


def watch_schedule():
    """Tell the clock when the next scheduled page goes live; one query, for lists of pages without `resolve_page`."""
    root = Page.objects.filter(depth=1)  # the one row that every site has
    changes_when_published(root.values_list(goes_live_next(), flat=True).get())


def is_restricted():
    """Return an expression for querysets of pages: True for a page under a view restriction."""
    # A restriction holds for its page and all below it, whose paths begin with its path.
    return Exists(
        PageViewRestriction.objects.filter(
            page__path=Substr(OuterRef("path"), 1, Length("page__path"))
        )
    )


def open_to_everybody(pages):
    """Return the queryset `pages` without those under a view restriction, without a further query.

    Wagtail's `public()` loads all restrictions first.
    """
    return pages.filter(~is_restricted())


def in_language(sources: Iterable[Page], language: str | None = None) -> list[Page]:
    """Return the English pages `sources` as a reader of `language` (default: the active one) has them.

    `sources` are pages of one class. In the same order, the result has the live translation or,
    where there is none, the English page itself. One query for any number of pages, none in English.
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
            page.use_source(source)
        pages.append(page)
    return pages


def by_source(
    sources: QuerySet, language: str | None = None, *, columns=None, along=()
) -> dict[int, Page]:
    """Return pages as `in_language` does, by the id of the English page; one query in any language.

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
            page.use_source(source)
    return pages
