"""Page lookups for readers: in the reader's language or, without a translation, in English."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db.models import (
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.functions import Length, Substr
from django.utils.translation import get_language
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageManager,
    PageQuerySet,
    PageViewRestriction,
    Revision,
    Site,
)

from . import few_rows  # noqa: F401  (registers a lookup)
from .clock import changes_at, now
from .prepared import Moment, Parameter, ReaderLanguage, prepared

# The worker publishes due pages within this time.
SOON = timedelta(seconds=15)

AnyPage = TypeVar("AnyPage", bound=Page)

# Condition for pages that are no aliases. With `alias_of=None`, SQLite would begin with the index of
# this column and look at nearly all pages, unless it had statistics from `ANALYZE`.
NO_ALIAS = ~Q(alias_of__isnull=False)


def has_type(app_label: str, model: str) -> Q:
    """Return a condition for pages of one model, for models with few pages.

    With it, SQLite begins with the index of the type. A join with the model's table alone may begin
    with all pages, or with all of a language.
    """
    return Q(content_type__app_label=app_label, content_type__model=model)


def all_pages() -> PageQuerySet[Page]:
    """Return all pages, annotated for mypy as Wagtail's `Page`."""
    return Page.objects.all()  # type: ignore[return-value]  # Wagtail declares `objects` there


@dataclass(frozen=True)
class ResolvedPage:
    """Page that a reader of one language sees at a path."""

    page: Any  # a `BasePage`, whose module imports this one
    # Codes of the languages in which the page is live at this path, in the order of the settings.
    live_languages: tuple[str, ...]
    # Row of the live translation into the reader's language, if its path differs from the English
    # page's. It has `pk` and `url_path`.
    moved_translation: Any
    # True if the site has a redirect from this path.
    has_redirect: bool

    @property
    def source(self) -> Any:
        """The English page, or the page itself if it has no English page."""
        return self.page.source

    @property
    def is_open(self) -> bool:
        return not self.page.get_view_restrictions().exists()


def resolve_page(language: str, path: str) -> ResolvedPage | None:
    """Return the page at `path` for a reader of `language`, or None.

    `path` is the part of the address after the language prefix.
    """
    homes = {root.language_code: root.root_path for root in Site.get_site_root_paths()}
    path = path if not path or path.endswith("/") else path + "/"
    here = [home + path for home in homes.values()]
    english_path = homes[settings.LANGUAGE_CODE] + path
    pages = _pages_at(len(here)).run(
        redirect_path=Redirect.normalise_path(f"/{language}/{path}"),
        **{f"path_{number}": one for number, one in enumerate(here)},
        **{f"slug_{number}": one.rsplit("/", 2)[1] for number, one in enumerate(here)},
    )
    found, moved = {}, None
    for columns in pages:
        page = SimpleNamespace(**columns)
        is_here = page.url_path in here
        if not is_here and (page.language, page.english_path) != (language, english_path):
            continue  # the translation of a page at this path is at another path
        changes_at(page.expire_at, page.english_expires_at)
        changes_when_published(page.goes_live_next)
        if is_here:
            found[page.language] = page
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


@prepared
def _pages_at(count: int) -> QuerySet:
    # Wagtail has an index on slugs, but none on paths. The subquery finds the pages by slug, and the
    # query their families by translation key.
    here = Q()
    for number in range(count):
        here |= Q(
            slug=Parameter(f"slug_{number}", CharField()),
            url_path=Parameter(f"path_{number}", TextField()),
        )
    families = all_pages().filter(here).order_by().values("translation_key")
    redirects = Redirect.objects.filter(old_path=Parameter("redirect_path", CharField()))
    return (
        published(Page.objects)
        .filter(NO_ALIAS, translation_key__in=families)
        .order_by()
        .annotate(
            english_path=Subquery(_english_of(OuterRef("translation_key")).values("url_path")[:1]),
            english_expires_at=expires_with_english(),
            goes_live_next=goes_live_next(),
            has_redirect=Exists(redirects),
            language=F("locale__language_code"),
        )
        .values(
            *("pk", "url_path", "translation_key", "expire_at", "english_path"),
            *("english_expires_at", "goes_live_next", "has_redirect", "language"),
            *("content_type__app_label", "content_type__model"),
        )
    )


def _specific(row: Any, english: Any) -> Any:
    model = apps.get_model(row.content_type__app_label, row.content_type__model)
    versions = _two_versions(model).run(page=row.pk, english=english.pk if english else row.pk)
    pages = {version.pk: version for version in versions}
    page = pages[row.pk]
    if english:
        page.use_source(pages[english.pk])
    return page


@prepared
def _two_versions(model: type[Any]) -> QuerySet:
    either = Q(pk=Parameter("page", IntegerField())) | Q(pk=Parameter("english", IntegerField()))
    return model.as_shown().filter(either)


def unexpired(pages: PageQuerySet | PageManager) -> PageQuerySet:
    """Return the live pages in `pages` that have not expired."""
    return pages.live().filter(Q(expire_at=None) | Q(expire_at__gt=Moment()))


def published(pages: PageQuerySet | PageManager) -> PageQuerySet:
    """Return the live pages in `pages` that have not expired, and whose English page has not.

    For English pages alone, `unexpired` is the same and quicker.
    """
    english = _english_of(OuterRef("translation_key"))
    return unexpired(pages).filter(~Exists(english.filter(expire_at__lte=Moment())))


def _english_of(translation_key: OuterRef) -> QuerySet:
    return Page.objects.filter(
        translation_key=translation_key, locale__language_code=settings.LANGUAGE_CODE
    )


def expires_with_english() -> Subquery:
    """Return a queryset expression for the expiry time of a page's English page."""
    return Subquery(_english_of(OuterRef("translation_key")).values("expire_at")[:1])


def _schedule() -> QuerySet:
    """Return the times at which pages go live, the next one first."""
    # The time may have passed, if the worker has not published the page yet.
    due = Revision.objects.filter(approved_go_live_at__isnull=False)
    return due.order_by("approved_go_live_at").values_list("approved_go_live_at", flat=True)


def goes_live_next() -> Subquery:
    """Return a queryset expression for the time at which the next page goes live, or None."""
    return Subquery(_schedule()[:1])


def changes_when_published(moment: datetime | None) -> None:
    """Report to `home.clock` that a page goes live at `moment` or, if that has passed, soon."""
    if moment:
        changes_at(moment if moment > now() else now() + SOON)


def watch_schedule() -> None:
    """Report to `home.clock` when the next scheduled page goes live."""
    changes_when_published(_schedule().first())


def path_of_page() -> Subquery:
    """Return a queryset expression for the path of a page, for `is_restricted`.

    It needs no join, and is evaluated only if there are restrictions.
    """
    return Subquery(all_pages().order_by().filter(pk=OuterRef(OuterRef("pk"))).values("path"))


def is_restricted(path: OuterRef | Subquery | None = None) -> Exists:
    """Return a queryset expression that is True if a page or its ancestor is restricted.

    `path` is an expression for the path of the page, its column by default.
    """
    # A restriction applies to its page and all descendants, whose paths begin with its path. The path
    # is a subquery, not a join: databases would begin a join with all pages, for each page.
    top = Page.objects.filter(pk=OuterRef("page_id")).values("path")[:1]
    restrictions = PageViewRestriction.objects.alias(top=Subquery(top))
    return Exists(restrictions.filter(top=Substr(path or OuterRef("path"), 1, Length("top"))))


def is_private(picture: str = "") -> Exists:
    """Return a queryset expression that is True for a picture or document in a private collection.

    `picture` is the prefix of lookups of its fields, such as “logo__”.
    """
    # A restriction of an ancestor of the collection counts too.
    top = Collection.objects.filter(pk=OuterRef("collection_id")).values("path")[:1]
    restrictions = CollectionViewRestriction.objects.alias(top=Subquery(top))
    path = OuterRef(f"{picture}collection__path")
    return Exists(restrictions.filter(top=Substr(path, 1, Length("top"))))


def open_to_everybody(pages: PageQuerySet) -> PageQuerySet:
    """Return the pages in `pages` that have no view restriction, and no ancestor with one."""
    # Unlike Wagtail's `public()`, this takes no query of its own.
    return pages.filter(~is_restricted())


def in_language(sources: Iterable[AnyPage], language: str | None = None) -> list[AnyPage]:
    """Return the English pages `sources`, each in `language` if it has a live translation.

    By default, `language` is the active language. `sources` are of one class. Translations are
    loaded without their StreamFields.
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
            NO_ALIAS,
            translation_key__in=[source.translation_key for source in sources],
            locale__language_code=language,
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


def versions(
    sources: QuerySet[AnyPage],
    *,
    columns: dict[str, Any] | None = None,
    along: Iterable[str] = (),
) -> QuerySet[AnyPage]:
    """Return the live English versions of `sources`, and their live translations for the reader.

    `columns` is a dict of annotations. `along` names relations to load with each page. StreamFields
    are deferred.
    """
    is_of_reader = Q(locale__language_code=settings.LANGUAGE_CODE) | Q(
        locale__language_code=ReaderLanguage()
    )
    return (
        published(sources.model.objects)
        .filter(NO_ALIAS, is_of_reader, translation_key__in_few=sources.values("translation_key"))
        .annotate(**columns or {})
        .defer_streamfields()
        .select_related("locale", *along)
    )


def by_source(rows: Iterable[AnyPage]) -> dict[int, AnyPage]:
    """Return the pages in `rows` that readers of the active language see, by English page ID.

    `rows` are the pages that `versions` finds.
    """
    language = get_language()
    families: dict[Any, dict[str, Any]] = defaultdict(dict)
    for page in rows:
        families[page.translation_key][page.locale.language_code] = page
        changes_at(page.expire_at)
    pages = {}
    for family in families.values():
        source = family.get(settings.LANGUAGE_CODE)
        if source is None:  # expired, or not live
            continue
        pages[source.pk] = page = family.get(language, source)
        if page is not source:
            page.use_source(source)
    return pages
