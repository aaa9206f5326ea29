"""Content that every site starts with, such as home pages, index pages and the glossary."""

import csv
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from alerts.models import ActionType, AlertIndexPage, ExplainerIndexPage
from alerts.office_kinds import OfficeKind
from home.models import HomePage, MeetingsPage, StandardPage
from home.models.base import BasePage
from home.people import roles
from home.signals import sync_site_address
from home.translation.models import (
    GlossaryTerm,
    GlossaryTranslation,
    Phrase,
    PhraseTranslation,
    Provenance,
)

from . import pages
from .texts import html, text

ACTION_TYPES = Path(__file__).parent / "action_types.csv"
GLOSSARY = Path(__file__).parent / "glossary.csv"
# The offices that shipped action types fit, if not all.
KINDS = {"veto": [OfficeKind.GOVERNOR], "sign": [OfficeKind.GOVERNOR, OfficeKind.MAYOR]}
# Lists of pages below the English home page, and their slugs.
INDEX_PAGES: dict[type[BasePage], str] = {
    AlertIndexPage: "alerts",
    ExplainerIndexPage: "background",
    MeetingsPage: "meetings",
}
# The slugs of the pages below the English home page.
SLUGS = (*INDEX_PAGES.values(), "privacy")


@transaction.atomic
def create() -> None:
    """Create the missing parts of the starting content, and reset the groups' permissions."""
    home = create_foundation()
    for model, slug in INDEX_PAGES.items():
        _create_page(home, model, slug, intro=text(f"{slug}.intro"))
    create_privacy_page(home)


@transaction.atomic
def create_foundation() -> HomePage:
    """Create the starting content without the pages below the home page, and return that page."""
    home = create_home_pages(create_locales())
    roles.sync()  # groups have permissions for home pages
    create_action_types()
    create_glossary()
    return home


def create_locales() -> list[Locale]:
    """Create missing locales for the languages in the settings, and return all, English first."""
    codes = sorted(dict(settings.LANGUAGES), key=lambda code: code != settings.LANGUAGE_CODE)
    return [Locale.objects.get_or_create(language_code=code)[0] for code in codes]


def create_home_pages(locales: Sequence[Locale]) -> HomePage:
    """Create the default site and the missing home pages, and return the English home page.

    If there is no home page yet, first delete all sites and all pages below the root.
    """
    root = Page.objects.get(depth=1)
    homes = {page.locale_id: page for page in HomePage.objects.child_of(root)}
    if not homes:
        Site.objects.all().delete()
        for welcome in root.get_children():
            welcome.delete()
    key = next((page.translation_key for page in homes.values()), uuid.uuid4())
    for locale in locales:
        if locale.pk not in homes:
            code = locale.language_code
            home = HomePage(
                title=settings.WAGTAIL_SITE_NAME,
                slug="home" if code == settings.LANGUAGE_CODE else f"home-{code}",
                locale=locale,
                translation_key=key,
            )
            # Read again: `add_child` needs the current count of the root's children.
            homes[locale.pk] = Page.objects.get(pk=root.pk).add_child(instance=home)
    home = homes[locales[0].pk]
    Site.objects.get_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
    )
    sync_site_address()
    return home


def create_privacy_page(home: HomePage) -> None:
    """Create the privacy page and its translations if the site has no English standard page."""
    _create_page(home, StandardPage, "privacy", body=html("privacy.body"))


def _create_page(home: HomePage, model: type[BasePage], slug: str, **fields: Any) -> None:
    if not model.objects.filter(locale=home.locale).exists():
        page = model(slug=slug, show_in_menus=True, **fields, **pages.common_fields(slug))
        pages.translate(pages.add(home, page))


def create_action_types() -> None:
    """Create the shipped action types, unless the site has an action type."""
    if ActionType.objects.exists():
        return
    for name, rows in _read_action_types().items():
        sentence, plea = (_create_phrase(rows[part]) for part in ("sentence", "plea"))
        ActionType.objects.create(
            name=name, sentence=sentence, plea=plea, kinds=KINDS.get(name, [])
        )


def _read_action_types() -> dict[str, dict[str, dict[str, str]]]:
    """Return the rows of the data file as `{name: {"sentence": row, "plea": row}}`."""
    types: dict[str, dict[str, dict[str, str]]] = {}
    for row in _rows(ACTION_TYPES):
        types.setdefault(row.pop("name"), {})[row.pop("part")] = row
    return types


def _create_phrase(row: dict[str, str]) -> Phrase:
    english = row.pop(settings.LANGUAGE_CODE)
    phrase, _created = Phrase.objects.get_or_create(text=english)
    for language, draft in _filled(row):
        PhraseTranslation.objects.get_or_create(
            phrase=phrase,
            language=language,
            defaults={"text": draft, "provenance": Provenance.MACHINE},
        )
    return phrase


def create_glossary() -> None:
    """Create the shipped glossary, unless the site has a glossary term."""
    if GlossaryTerm.objects.exists():
        return
    for row in _rows(GLOSSARY):
        term = GlossaryTerm.objects.create(
            term=row.pop(settings.LANGUAGE_CODE), note=row.pop("note")
        )
        for language, text_ in _filled(row):
            GlossaryTranslation.objects.create(term=term, language=language, text=text_)


def _filled(row: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, text) for language, text in row.items() if text]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
