"""Data for the frame around every page: English home page, site settings and menus."""

from functools import cached_property
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    F,
    Field,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, JSONObject
from wagtail.blocks import StreamValue
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Page, get_page_models

from home.addresses import page_address
from home.clean_model import clean_stream
from home.json_lists import rows_as_json
from home.lookup import NO_ALIAS, is_private, open_to_everybody, published
from home.media.models import CustomImage, Rendition
from home.models import BasePage, HomePage, MenuEntry, SiteSettings
from home.models.samples import has_sample_pages
from home.phones import PhoneNumber
from home.prepared import Parameter, prepared
from home.site_menus import Menu, MenuItem, fitted
from home.text import clean_line, clean_text
from home.translation import notes
from home.translation.models import PhraseTranslation, Provenance
from home.translation.status import ShownText, TranslationStatusField

# Fields of a page on which the marks of its title depend. Each page class has a table with them.
_STATUS_FIELDS: dict[str, Field] = {
    "translation_status": TranslationStatusField(),
    "english_changed_at": DateTimeField(),
    "provenance": CharField(),
    "reviewed_on": DateField(),
    "urgent_fix": BooleanField(),
}

# Names of the models of pages that go to the footer's menu. The others are the main content.
_IN_FOOTER = {"meetingspage", "standardpage"}

# Renditions of the pictures in the site's settings.
LOGO, PICTURE = "max-240x84|format-png", "fill-1200x630|format-jpeg"


class Contact(NamedTuple):
    """Contact details of the campaign, from the English home page."""

    phone: PhoneNumber | None
    email: str
    social_accounts: StreamValue
    calls_together: bool


class Frame:
    """Contact details, site settings and menus for the headers and footers of all pages."""

    home: Contact | None = None
    meetings: MenuItem | None = None
    has_sample_pages = False

    def __init__(self, language: str) -> None:
        self._language = language
        self._settings: dict[str, Any] = {}
        self._sources: dict[int, Any] = {}
        self._translations: dict[Any, Any] = {}
        entries: list[dict[str, Any]] = []
        for row in _pages().run(language=language):
            page = SimpleNamespace(**row)
            self.has_sample_pages = page.has_sample_pages
            self._settings = page.site_settings or {}
            entries = page.entries or []
            if page.language == settings.LANGUAGE_CODE:
                self._sources[page.pk] = page
                if page.depth == 2:
                    self.home = _contact(page)
            if page.language == language:
                self._translations[page.translation_key] = page
        entries.sort(key=lambda entry: (entry["sort_order"] or 0, entry["pk"]))
        self.main_menu = self._menu(MenuEntry.Menu.HEADER, entries)
        self.foot_menu = self._menu(MenuEntry.Menu.FOOTER, entries)
        for page in self._sources.values():
            if page.kind == "meetingspage" and page.show_in_menus:
                self.meetings = self._item_for_page(page)

    @property
    def site_name(self) -> str:
        return self._settings.get("name") or settings.WAGTAIL_SITE_NAME

    @property
    def footer(self) -> tuple[str, str] | None:
        """Sentence in the footer and its language code, or None."""
        if not self._settings.get("footer"):
            return None
        return self._text(self._settings["footer"], self._settings["footer_translation"])

    @cached_property
    def logo(self) -> str:
        """Address of the logo, or "" if the site has no logo of its own."""
        return self._picture("logo", LOGO)

    @cached_property
    def picture(self) -> str:
        """Address of the picture for sharing, or "" if the site has none of its own."""
        return self._picture("picture", PICTURE)

    def _picture(self, name: str, filter_spec: str) -> str:
        file, pk = (self._settings.get(key) for key in (f"{name}_file", name))
        if not pk:
            return ""
        if file:
            return Rendition(file=file).url
        # The first page to show the picture makes the rendition.
        return get_rendition_or_not_found(CustomImage.objects.get(pk=pk), filter_spec).url

    def _text(self, english: str, translation: str | None) -> tuple[str, str]:
        if translation:
            return translation, self._language
        return english, settings.LANGUAGE_CODE

    def _menu(self, name: str, entries: list[dict[str, Any]]) -> Menu:
        chosen = [entry for entry in entries if entry["menu"] == name]
        if chosen:
            items = self._nested(chosen)
            return fitted(items) if name == MenuEntry.Menu.HEADER else Menu(items, [], [])
        # Without entries, a menu has the children of the home page that are shown in menus.
        is_footer = name == MenuEntry.Menu.FOOTER
        return Menu(
            [
                self._item_for_page(page)
                for page in self._sources.values()
                if page.depth == 3 and page.show_in_menus
                if (page.kind in _IN_FOOTER) == is_footer
            ],
            [],
            [],
        )

    def _nested(self, entries: list[dict[str, Any]]) -> list[MenuItem]:
        items: list[MenuItem] = []
        top: MenuItem | None = None
        for entry in entries:
            item = self._item_for_entry(entry)
            if not entry["is_below"]:
                top = item
            # The items below an entry without an item move to the first level.
            if item:
                (top.below if top and entry["is_below"] else items).append(item)
        return items

    def _item_for_entry(self, entry: dict[str, Any]) -> MenuItem | None:
        page, address = self._sources.get(entry["page"]), entry["address"]
        if page is None and not address:
            return None
        if page is None:
            item = MenuItem(address, address, settings.LANGUAGE_CODE, True, [])
        else:
            item = self._item_for_page(page)
        if entry["label"]:
            text, language = self._text(entry["label"], entry["label_translation"])
            item = item._replace(text=text, language=language)
        return item

    def _item_for_page(self, source: Any) -> MenuItem:
        page = self._translations.get(source.translation_key, source)
        title = _shown_title(page)
        if title.is_outdated and source.urgent_fix:
            title = _shown_title(source)
        return MenuItem(page_address(page), notes.headline(title), title.language, False, [])


def _shown_title(page: Any) -> ShownText:
    is_draft = page.provenance == Provenance.MACHINE and not page.reviewed_on
    return page.translation_status.shown(
        "title",
        clean_line(page.title),
        language=page.language,
        english_changed_at=page.english_changed_at,
        is_draft=is_draft,
    )


def _contact(page: Any) -> Contact:
    return Contact(
        page.homepage__phone,
        clean_line(page.homepage__email),
        clean_stream(page.homepage__social_accounts, clean_text),
        page.homepage__calls_together,
    )


@prepared
def _pages() -> QuerySet:
    names = [model._meta.model_name for model in get_page_models() if issubclass(model, BasePage)]
    status = {
        field: Coalesce(*(f"{name}__{field}" for name in names), output_field=kind)
        for field, kind in _STATUS_FIELDS.items()
    }
    return (
        open_to_everybody(published(Page.objects))
        .filter(NO_ALIAS, pk__in_few=_in_menus())
        .annotate(
            language=F("locale__language_code"),
            kind=F("content_type__model"),
            # The next three are data of the whole site, the same in each row.
            has_sample_pages=has_sample_pages(),
            site_settings=_site_settings(),
            entries=_entries(),
            **status,
        )
        .order_by("path")
        .values(
            *("pk", "depth", "url_path", "title", "translation_key", "show_in_menus"),
            *(f"homepage__{field}" for field in Contact._fields),
            *("language", "kind", "has_sample_pages", "site_settings", "entries"),
            *status,
        )
    )


def _in_menus() -> QuerySet:
    """Return the IDs of the home page and of the pages that menus can have, with translations."""
    english = Q(locale__language_code=settings.LANGUAGE_CODE)
    here = Q(locale__language_code=Parameter("language", CharField()))
    at_top = english & (Q(depth=2) | Q(depth=3, show_in_menus=True)) | here & Q(depth=3)
    entries = MenuEntry.objects.exclude(page=None).order_by().values("page")
    chosen = Page.objects.filter(pk__in=entries).order_by()
    translated = Page.objects.filter(here, translation_key__in=chosen.values("translation_key"))
    # The tables of these models are small. Of all pages, or of all that are in a language, the
    # database would look at each one.
    first, *others = (
        model.objects.order_by().values("pk")
        for model in (HomePage, *HomePage.allowed_subpage_models())
        if issubclass(model, BasePage)
    )
    top = Page.objects.filter(at_top, pk__in_few=first.union(*others, all=True))
    return (
        top.order_by()
        .values("pk")
        .union(chosen.filter(english).values("pk"), translated.order_by().values("pk"), all=True)
    )


def _site_settings() -> Subquery:
    row = JSONObject(
        name="name",
        logo=_public_picture("logo"),
        logo_file=_file("logo", LOGO),
        picture=_public_picture("picture"),
        picture_file=_file("picture", PICTURE),
        footer="footer__text",
        footer_translation=_translation("footer"),
    )
    return Subquery(SiteSettings.objects.order_by("pk").values(data=row)[:1])


def _entries() -> Subquery:
    first = SiteSettings.objects.order_by("pk").values("pk")[:1]
    return rows_as_json(
        MenuEntry.objects.filter(site_settings=Subquery(first)),
        "site_settings",
        pk="pk",
        sort_order="sort_order",
        menu="menu",
        page="page_id",
        address="address",
        is_below="is_below",
        label="label__text",
        label_translation=_translation("label"),
    )


def _public_picture(field: str) -> Subquery:
    # The collection can become private after the picture was chosen.
    shown = CustomImage.objects.filter(~is_private(), pk=OuterRef(field))
    return Subquery(shown.values("pk")[:1])


def _file(field: str, filter_spec: str) -> Subquery:
    found = Rendition.objects.filter(image=OuterRef(field), filter_spec=filter_spec)
    # None if the rendition is not made yet.
    return Subquery(found.order_by("pk").values("file")[:1])


def _translation(field: str) -> Subquery:
    found = PhraseTranslation.objects.filter(
        phrase=OuterRef(field), language=Parameter("language", CharField()), is_outdated=False
    )
    return Subquery(found.values("text")[:1])
