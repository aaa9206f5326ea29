"""Wagtail hooks for the home app."""

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from .admin import page_api, page_tree
from .admin.guides import GUIDES, GuideView, guide_image
from .admin.pasted_text import pasted_text
from .admin.viewsets import MeetingViewSet, PhraseViewSet
from .page_links import PreparedDocumentLinkHandler, ReaderPageLinkHandler
from .pasting.draftail import PasteFeature
from .typed_dates.views import typed_date

register_snippet(MeetingViewSet)
register_snippet(PhraseViewSet)


@hooks.register("register_admin_urls")
def register_typed_dates():
    return [path("typed-date/<str:kind>/", typed_date, name="typed_date")]


@hooks.register("insert_global_admin_js")
def typed_dates_script():
    return format_html('<script src="{}"></script>', static("js/typed-dates.js"))


@hooks.register("insert_global_admin_css")
def admin_stylesheet():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_global_admin_css")
def stylesheet_without_scripts():
    return format_html(
        # For translators whose browser runs no scripts.
        '<noscript><link rel="stylesheet" href="{}"></noscript>',
        static("css/admin-without-scripts.css"),
    )


@hooks.register("register_admin_urls")
def register_pasting():
    return [path("pasted-text/", pasted_text, name="pasted_text")]


@hooks.register("register_rich_text_features")
def register_paste_feature(features):
    features.register_editor_plugin("draftail", "paste", PasteFeature())


@hooks.register("register_admin_urls")
def register_guides():
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


# After Wagtail's own handlers, which these replace.
@hooks.register("register_rich_text_features", order=10)
def register_links(features):
    features.register_link_type(ReaderPageLinkHandler)
    features.register_link_type(PreparedDocumentLinkHandler)


hooks.register("before_create_page", page_tree.refuse_to_create_in_translated_tree)
hooks.register("before_copy_page", page_tree.refuse_to_copy)
hooks.register("before_move_page", page_tree.refuse_to_move_apart)
hooks.register("before_delete_page", page_tree.refuse_for_home_page)
hooks.register("before_unpublish_page", page_tree.refuse_for_home_page)
hooks.register("before_convert_alias_page", page_tree.refuse_to_convert)
hooks.register("before_bulk_action", page_tree.refuse_bulk_action)
hooks.register(
    "construct_translated_pages_to_cascade_actions", page_tree.translations_to_delete_or_move
)
hooks.register("construct_page_chooser_queryset", page_tree.limit_chooser)
hooks.register("construct_admin_api", page_api.use_own_rules)
