"""Meetings, phrases and guides in the admin; links that keep the reader's language; guards on page trees."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import escape, format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .addresses import page_address
from .admin.choosers import MeetingChooserViewSet, PhraseChooserViewSet
from .admin.guides import GUIDES, GuideView, guide_image
from .models import HomePage, Meeting
from .translation.models import Phrase
from .typed_dates.views import typed_date


class MeetingViewSet(SnippetViewSet):
    model = Meeting
    icon = "calendar-alt"
    menu_label = "Meetings"
    menu_order = 310
    add_to_admin_menu = True
    list_display = ["what", "starts_at", "place"]
    chooser_viewset_class = MeetingChooserViewSet


class PhraseViewSet(SnippetViewSet):
    model = Phrase
    icon = "openquote"
    menu_label = "Phrases"
    menu_order = 320
    add_to_admin_menu = True
    chooser_viewset_class = PhraseChooserViewSet


register_snippet(MeetingViewSet)
register_snippet(PhraseViewSet)


@hooks.register("register_admin_urls")
def register_typed_dates():
    # Wagtail asks for an account with access to the admin.
    return [path("typed-date/<str:kind>/", typed_date, name="typed_date")]


@hooks.register("insert_global_admin_js")
def keep_what_is_typed_into_pickers():
    return format_html('<script src="{}"></script>', static("js/typed-dates.js"))


@hooks.register("insert_global_admin_css")
def style_typed_dates():
    return format_html('<link rel="stylesheet" href="{}">', static("css/typed-dates.css"))


@hooks.register("register_admin_urls")
def register_guides():
    # Wagtail asks for an account with access to the admin.
    return [
        path("guides/images/<str:name>", guide_image, name="guide_image"),
        path("guides/<slug:name>/", GuideView.as_view(), name="guide"),
    ]


def add_guide_to_help_menu(name, label, order):
    @hooks.register("register_help_menu_item")
    def guide_menu_item():
        url = reverse("guide", args=[name])
        return MenuItem(label, url, name=f"guide-{name}", icon_name="doc-full", order=order)


for position, (name, label) in enumerate(GUIDES.items()):
    add_guide_to_help_menu(name, label, order=100 + position)


class ReaderPageLinkHandler(PageLinkHandler):
    """Links in rich text stay under the reader's prefix, where Wagtail's would lead to English.

    One query for all links of a text.
    """

    @classmethod
    def get_many(cls, attrs_list):
        pages = Page.objects.in_bulk([attrs.get("id") for attrs in attrs_list])
        return [pages.get(int(attrs.get("id") or 0)) for attrs in attrs_list]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        return [
            f'<a href="{escape(page_address(page))}">' if page else "<a>"
            for page in cls.get_many(attrs_list)
        ]


@hooks.register("register_rich_text_features", order=10)
def keep_links_in_the_readers_language(features):
    features.register_link_type(ReaderPageLinkHandler)


def _refuse(request, message, page):
    messages.error(request, message)
    return redirect("wagtailadmin_explore", page.pk)


@hooks.register("before_create_page")
def create_in_english_only(request, parent_page, page_class):
    """A page made in a translated tree would have no English page to read its facts from."""
    if not parent_page.is_root() and parent_page.locale.language_code != settings.LANGUAGE_CODE:
        return _refuse(request, "Write the page in English, then translate it.", parent_page)


@hooks.register("before_copy_page")
def copy_english_only(request, page):
    """A copy has no English page but itself, and no place in a translated tree."""
    parent = request.POST.get("new_parent_page", "")
    pages = [page, *Page.objects.filter(pk=parent if parent.isdigit() else None)]
    if any(one.locale.language_code != settings.LANGUAGE_CODE for one in pages):
        return _refuse(
            request, "Copy the English page to an English place, then translate the copy.", page
        )


@hooks.register("before_delete_page")
def keep_home_pages(request, page):
    if isinstance(page.specific, HomePage):
        return _refuse(request, "Each language needs its home page.", page)


@hooks.register("construct_translated_pages_to_cascade_actions")
def take_translations_along(pages, action):
    """What is deleted or moved in English is so in every language; Wagtail's own page says so and asks.

    The translators' words stay in wagtail-localize's tables: where the same
    sentence is written again they are offered again.
    """
    if action in ("delete", "move"):
        return {
            page: Page.objects.translation_of(page)
            for page in pages
            if page.locale.language_code == settings.LANGUAGE_CODE
        }


@hooks.register("before_move_page")
def move_with_its_translations_only(request, page, destination):
    """So that a page has the same address in every language."""
    if page.locale.language_code != settings.LANGUAGE_CODE:
        return _refuse(request, "Move the English page: its translations go with it.", page)
    languages = page.get_translations().filter(alias_of=None)
    there = destination.get_translations().filter(alias_of=None)
    if languages.exclude(locale__in=there.values("locale")).exists():
        return _refuse(request, "First translate the page below which it is to stand.", page)


def keep_from_moving_together(request, page):
    """The bulk action would leave translations behind."""
    return _refuse(request, "Move it by itself: its translations then go with it.", page)


def keep_translated_pages(request, page):
    """The bulk action does not say which translations would go, and would leave them without facts."""
    if refusal := keep_home_pages(request, page):
        return refusal
    if page.locale.language_code == settings.LANGUAGE_CODE:
        family = page.get_descendants(inclusive=True).filter(
            locale__language_code=settings.LANGUAGE_CODE
        )
        translated = Page.objects.filter(
            translation_key__in=family.values("translation_key"), alias_of=None
        ).exclude(locale__language_code=settings.LANGUAGE_CODE)
        if translated.exists():
            return _refuse(
                request,
                "This page, or one below it, has translations. Delete it by itself: you are"
                " then told what goes with it.",
                page,
            )


@hooks.register("before_unpublish_page")
def keep_home_pages_live(request, page):
    if isinstance(page.specific, HomePage):
        return _refuse(request, "Each language needs its home page.", page)


@hooks.register("before_bulk_action")
def keep_them_from_bulk_actions_too(request, action_type, objects, action):
    guards = {
        "delete": keep_translated_pages,
        "move": keep_from_moving_together,
        "unpublish": keep_home_pages_live,
    }
    guard = guards.get(action_type)
    if guard and action.model is Page:
        return next(filter(None, (guard(request, page) for page in objects)), None)


@hooks.register("construct_page_chooser_queryset")
def offer_drafts_to_their_editors_only(pages, request):
    """Wagtail's chooser shows the draft titles of all pages to everybody who may sign in."""
    explorable = page_permission_policy.explorable_instances(request.user)
    no_draft = Q(live=True, has_unpublished_changes=False)
    offered = Page.objects.filter(no_draft | Q(pk__in=explorable.values("pk")))
    # By id alone: the chooser's search can filter by what is in the index, and no draft state is.
    return pages.filter(pk__in=offered.values("pk"))
