"""Wagtail hooks for translation."""

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from . import confirmation, sync
from .admin import guards, menu
from .admin import urls as admin_urls
from .admin.glossary import GlossaryViewSet
from .admin.log_actions import register_log_actions
from .admin.preferences import register_editor_mail, register_translator_mail
from .admin.translate import take_over
from .exchange import urls as exchange_urls
from .lookup import is_english, is_translated


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [
        path("translation/", include(admin_urls)),
        path("translation/", include(exchange_urls)),
    ]


@hooks.register("insert_global_admin_js")
def typed_text_script():
    # On every admin page, because the script also deletes old texts.
    return format_html('<script type="module" src="{}"></script>', static("js/typed-text.js"))


@hooks.register("after_edit_page")
def refresh_draft_source(request, page):
    if is_english(page):
        sync.english_draft_saved(page)


@hooks.register("before_publish_page", order=-1)
@hooks.register("after_edit_page")
def confirm_texts(request, page):
    hashes = request.POST.getlist("confirmed")
    if hashes and is_translated(page):
        confirmation.confirm(page, hashes, request.user)


register_snippet(GlossaryViewSet)

# Additions to the admin
hooks.register("register_admin_menu_item", menu.dashboard_menu_item)
hooks.register("register_admin_menu_item", menu.phrases_menu_item)
hooks.register("construct_homepage_panels", menu.add_dashboard_panel)
hooks.register("register_page_header_buttons", menu.review_buttons)
hooks.register("register_page_listing_more_buttons", menu.review_buttons)
hooks.register("register_log_actions", register_log_actions)
hooks.register("register_account_settings_panel", register_translator_mail)
hooks.register("register_account_settings_panel", register_editor_mail)

# Replacements of wagtail-localize's editor, and checks before it
hooks.register("before_edit_page", guards.keep_restart_and_alias_to_administrators, order=-2)
hooks.register("before_edit_page", guards.publish_nothing_unready, order=-2)
hooks.register("before_edit_page", take_over, order=-1)
hooks.register("register_admin_urls", guards.guarded_urls, order=-1)
hooks.register("construct_page_action_menu", guards.offer_restart_and_alias_to_administrators)
hooks.register("construct_reports_menu", guards.offer_the_report_to_administrators)

# Protection of other people's work in a draft
hooks.register("before_delete_page", guards.delete_only_what_one_may_publish)
hooks.register("before_bulk_action", guards.delete_in_bulk_only_what_one_may_publish)
