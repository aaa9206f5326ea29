"""Data for the frame around every page: English home page, site settings and menus."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Page, get_page_models

from home.addresses import page_address
from home.lookup import open_to_everybody, published
from home.media.models import CustomImage, Rendition
from home.models import BasePage, HomePage, MenuEntry, SiteSettings
from home.models.samples import has_sample_pages
from home.prepared import Parameter, prepared
from home.site_menus import Menu, MenuItem, fitted
from home.translation import notes
from home.translation.models import PhraseTranslation

# Fields of a page on which the marks of its title depend.
_STATUS_FIELDS = {
    *("page_ptr", "translation_status", "english_changed_at"),
    *("provenance", "reviewed_on", "urgent_fix"),
}

# Names of the models of pages that go to the footer's menu. The others are the main content.
_IN_FOOTER = {"meetingspage", "standardpage"}

# Renditions of the pictures in the site's settings.
LOGO, PICTURE = "max-240x84|format-png", "fill-1200x630|format-jpeg"


class Frame:
    """English home page, site settings, and menus for the header and footer of every page.

    A new instance takes one query, or two if editors have filled a menu.
    """

    home: HomePage | None = None
    meetings: MenuItem | None = None
    has_sample_pages = False

    def __init__(self, language: str) -> None:
        self._language = language
        self._settings: dict[str, Any] = {}
        self._sources: dict[int, Any] = {}
        self._translations: dict[Any, Any] = {}
        for page in _pages().run(language=language):
            self.has_sample_pages = page.has_sample_pages
            self._settings = page.site_settings or {}
            if page.locale.language_code == settings.LANGUAGE_CODE:
                self._sources[page.pk] = page
                if page.depth == 2:
                    self.home = page.homepage
            if page.locale.language_code == language:
                self._translations[page.translation_key] = page
        has_entries = self._settings.get("has_entries")
        entries = _entries().run(language=language) if has_entries else []
        self.main_menu = self._menu(MenuEntry.Menu.HEADER, entries)
        self.foot_menu = self._menu(MenuEntry.Menu.FOOTER, entries)
        for page in self._sources.values():
            if page.content_type.model == "meetingspage" and page.show_in_menus:
                self.meetings = self._item_for_page(page)

    @property
    def site_name(self) -> str:
        return self._settings.get("name") or settings.WAGTAIL_SITE_NAME

    @property
    def footer(self) -> tuple[str, str] | None:
        """Tuple of the footer's sentence and its language code, or None without a sentence."""
        if not self._settings.get("footer"):
            return None
        return self._text(self._settings["footer"], self._settings["footer_translation"])

    @cached_property
    def logo(self) -> str:
        """Path of the logo, or "" if the site has no logo of its own."""
        return self._picture("logo", LOGO)

    @cached_property
    def picture(self) -> str:
        """Path of the picture for sharing, or "" if the site has none of its own."""
        return self._picture("picture", PICTURE)

    def _picture(self, name: str, filter_spec: str) -> str:
        file, pk = (self._settings.get(key) for key in (f"{name}_file", name))
        if file:
            return Rendition(file=file).url
        if not pk:
            return ""
        # The first page to show the picture makes the rendition.
        return get_rendition_or_not_found(CustomImage.objects.get(pk=pk), filter_spec).url

    def _text(self, english: str, translation: str | None) -> tuple[str, str]:
        if translation:
            return translation, self._language
        return english, settings.LANGUAGE_CODE

    def _menu(self, name: str, entries: list[Any]) -> Menu:
        """Return the menu `name`, a value of `MenuEntry.Menu`.

        The menu has the links of its `entries`. Without such entries, it has the children of the
        home page that are shown in menus. Pages of the models in `_IN_FOOTER` are in the footer,
        others in the header.
        """
        chosen = [entry for entry in entries if entry.menu == name]
        if chosen:
            items = self._nested(chosen)
            return fitted(items) if name == MenuEntry.Menu.HEADER else Menu(items, [])
        is_footer = name == MenuEntry.Menu.FOOTER
        return Menu(
            [
                self._item_for_page(page)
                for page in self._sources.values()
                if page.depth == 3 and page.show_in_menus
                if (page.content_type.model in _IN_FOOTER) == is_footer
            ],
            [],
        )

    def _nested(self, entries: list[Any]) -> list[MenuItem]:
        """Return the items of the first level for the `entries` of one menu.

        An entry has no item if its page is deleted or not public. The items below such an entry
        move to the first level.
        """
        items: list[MenuItem] = []
        top: MenuItem | None = None
        for entry in entries:
            item = self._item_for_entry(entry)
            if not entry.is_below:
                top = item
            if item:
                (top.below if top and entry.is_below else items).append(item)
        return items

    def _item_for_entry(self, entry: Any) -> MenuItem | None:
        """Return the item for a `MenuEntry`, or None if its page is deleted or not public."""
        page = self._sources.get(entry.page_id)
        if page is None and not entry.address:
            return None
        if page is None:
            item = MenuItem(entry.address, entry.address, settings.LANGUAGE_CODE, True, [])
        else:
            item = self._item_for_page(page)
        if entry.label:
            text, language = self._text(entry.label.text, entry.label_translation)
            item = item._replace(text=text, language=language)
        return item

    def _item_for_page(self, source: Any) -> MenuItem:
        """Return the item for the English page `source`, in the reader's language if possible."""
        page = self._translations.get(source.translation_key, source)
        own, english = _with_status(page), _with_status(source)
        title = own.shown("title")
        if title.is_outdated and english.urgent_fix:
            title = english.shown("title")
        return MenuItem(page_address(page), notes.headline(title), title.language, False, [])


@prepared
def _pages() -> QuerySet:
    """Return the live pages that a frame needs. Run the query with a language code as `language`.

    The pages are the English home page, its children in menus, and all children of the home page
    in `language`. The pages of menu entries are added in English and in `language`. Restricted
    pages are left out. Each page has the annotations `has_sample_pages` and `site_settings`.
    """
    english = Q(locale__language_code=settings.LANGUAGE_CODE)
    here = Q(locale__language_code=Parameter("language", CharField()))
    entries = MenuEntry.objects.exclude(page=None)
    models = [one for one in get_page_models() if issubclass(one, BasePage)]
    return (
        open_to_everybody(published(Page.objects))
        .filter(
            english & Q(depth=2)
            | english & Q(depth=3, show_in_menus=True)
            | here & Q(depth=3)
            | english & Q(pk__in=entries.values("page"))
            | here & Q(translation_key__in=entries.values("page__translation_key")),
            alias_of=None,
        )
        .annotate(has_sample_pages=has_sample_pages(), site_settings=_site_settings())
        .select_related(
            *("locale", "content_type"),
            *[model._meta.model_name for model in models],
        )
        .defer(
            "homepage__more",
            *[
                f"{model._meta.model_name}__{field.name}"
                for model in models
                if model is not HomePage
                for field in model._meta.local_concrete_fields
                if field.name not in _STATUS_FIELDS
            ],
        )
        .order_by("path")
    )


def _site_settings() -> Subquery:
    """Return a queryset expression for a dict of the site's settings.

    The value is None if no settings are stored. The query needs the parameter `language`.
    """
    row = JSONObject(
        name="name",
        logo="logo_id",
        logo_file=_file("logo", LOGO),
        picture="picture_id",
        picture_file=_file("picture", PICTURE),
        footer="footer__text",
        footer_translation=_translation("footer"),
        has_entries=Exists(MenuEntry.objects.filter(site_settings=OuterRef("pk"))),
    )
    return Subquery(SiteSettings.objects.order_by("pk").values(data=row)[:1])


def _file(field: str, filter_spec: str) -> Subquery:
    """Return a queryset expression for the file of a rendition of the picture in `field`.

    The value is a path relative to MEDIA_ROOT, or None if the rendition is not made yet.
    """
    found = Rendition.objects.filter(image=OuterRef(field), filter_spec=filter_spec)
    return Subquery(found.order_by("pk").values("file")[:1])


def _translation(field: str) -> Subquery:
    """Return a queryset expression for the translation of the phrase in `field`.

    The value is the text in the parameter `language`, or None if it is missing or outdated.
    """
    found = PhraseTranslation.objects.filter(
        phrase=OuterRef(field), language=Parameter("language", CharField()), is_outdated=False
    )
    return Subquery(found.values("text")[:1])


@prepared
def _entries() -> QuerySet:
    """Return all menu entries in order, with the annotation `label_translation`.

    Run the query with a language code as `language`.
    """
    return (
        MenuEntry.objects.select_related("label")
        .annotate(label_translation=_translation("label"))
        .order_by("sort_order", "pk")
    )


def _with_status(page: Any) -> Any:
    """Return `page` as an instance of its specific class, without a query.

    The query that loaded `page` must also have loaded the fields in `_STATUS_FIELDS`.
    """
    specific = getattr(page, page.content_type.model)
    specific.locale = page.locale
    return specific
