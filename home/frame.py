"""Frame of every page: the English home page, and the menus of the header and footer."""

from typing import NamedTuple

from django.conf import settings
from django.db.models import CharField, Q, QuerySet
from wagtail.models import Page

from home.lookup import open_to_everybody, published
from home.models import BasePage, HomePage
from home.models.samples import has_sample_pages
from home.prepared import Parameter, prepared
from home.translation import notes

# Fields of a page on which the marks of its title depend.
_STATUS_FIELDS = {
    *("page_ptr", "translation_status", "english_changed_at"),
    *("provenance", "reviewed_on", "urgent_fix"),
}


# Names of the models of pages that go to the footer's menu. The others are the main content.
_IN_FOOTER = {"meetingspage", "standardpage"}


class MenuItem(NamedTuple):
    """Link of a menu: a page, and its title as readers are shown it."""

    page: Page
    text: str
    language: str


class Frame:
    """English home page, and menus for the header and footer of every page, loaded in one query."""

    def __init__(self, language):
        sources, translations, self.home, self.has_sample_pages = [], {}, None, False
        for page in _pages().run(language=language):
            self.has_sample_pages = page.has_sample_pages
            if page.depth == 2:
                self.home = page.homepage
            elif page.locale.language_code == settings.LANGUAGE_CODE and page.show_in_menus:
                sources.append(page)
            if page.locale.language_code == language:
                translations[page.translation_key] = page
        self.main_menu, self.foot_menu, self.meetings = [], [], None
        for source in sources:
            model = source.content_type.model
            item = _menu_item(translations.get(source.translation_key, source), source)
            (self.foot_menu if model in _IN_FOOTER else self.main_menu).append(item)
            if model == "meetingspage":
                self.meetings = item


@prepared
def _pages() -> QuerySet:
    """Return the live pages that the frame in the language `language` needs.

    These are the English home page, its children in menus, and all children of the home page in
    `language`. Restricted pages are left out. `language` is a parameter of the prepared query.
    """
    english = Q(locale__language_code=settings.LANGUAGE_CODE)
    models = [one for one in HomePage.allowed_subpage_models() if issubclass(one, BasePage)]
    return (
        open_to_everybody(published(Page.objects))
        .filter(
            english & Q(depth=2)
            | english & Q(depth=3, show_in_menus=True)
            | Q(locale__language_code=Parameter("language", CharField()), depth=3),
            alias_of=None,
        )
        .annotate(has_sample_pages=has_sample_pages())
        .select_related(
            *("locale", "content_type", "homepage"),
            *[model._meta.model_name for model in models],
        )
        .defer(
            "homepage__more",
            *[
                f"{model._meta.model_name}__{field.name}"
                for model in models
                for field in model._meta.local_concrete_fields
                if field.name not in _STATUS_FIELDS
            ],
        )
        .order_by("path")
    )


def _menu_item(page, source):
    """Return the menu item for `page`, whose English page is `source`."""
    own, english = _with_status(page), _with_status(source)
    title = own.shown("title")
    if title.is_outdated and english.urgent_fix:
        title = english.shown("title")
    return MenuItem(page, notes.headline(title), title.language)


def _with_status(page):
    """Return `page` as an instance of its specific class, without a query.

    The query that loaded `page` must also have loaded the fields in `_STATUS_FIELDS`.
    """
    specific = getattr(page, page.content_type.model)
    specific.locale = page.locale
    return specific
