"""The translation desk in the admin: the translate view, signing off, the glossary, guards, the board."""

from django.conf import settings
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import sync
from .admin import (
    dashboard_hooks,  # noqa: F401 (registers its hooks)
    guards,  # noqa: F401 (registers its hooks)
    phrases_hooks,  # noqa: F401 (registers its hooks)
)
from .admin.review import SignOffView, can_sign_off
from .admin.translate import take_over
from .exchange import hooks as exchange_hooks  # noqa: F401 (registers its hooks)
from .models import TRANSLATED_LANGUAGES, GlossaryTerm

hooks.register("before_edit_page", take_over, order=-1)


def rendering_in(language):
    """What reads the rendering of a glossary term in the language with this code, for a column."""

    def read(term):
        return ", ".join(one.text for one in term.translations.all() if one.language == language)

    return read


class GlossaryViewSet(SnippetViewSet):
    """Editors keep the terms; translators, who may only see them, have all they need in the list."""

    model = GlossaryTerm
    icon = "list-ul"
    menu_label = "Glossary"
    menu_order = 330
    add_to_admin_menu = True
    list_display = [
        "term",
        *(
            Column(code, label=name, accessor=rendering_in(code))
            for code, name in TRANSLATED_LANGUAGES
        ),
        "note",
    ]
    search_fields = ["term", "note"]

    def get_queryset(self, request):
        return self.model.objects.prefetch_related("translations")


register_snippet(GlossaryViewSet)


@hooks.register("after_edit_page")
def give_translators_the_newest_draft(request, page):
    """Until a page is published for the first time its translators work from its drafts."""
    if getattr(page, "is_source", False):
        sync.english_draft_saved(page)


@hooks.register("register_admin_urls")
def register_sign_off():
    view = require_admin_access(SignOffView.as_view())
    return [path("translation/<int:page_id>/sign-off/", view, name="sign_off")]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def offer_sign_off(page, user, view_name=None, next_url=None):
    if (
        page.depth > 1
        and page.locale.language_code != settings.LANGUAGE_CODE
        and can_sign_off(page.specific, user)
    ):
        yield Button(
            "Sign off the translation",
            reverse("sign_off", args=[page.pk]),
            icon_name="check",
            priority=70,
        )


@hooks.register("register_log_actions")
def register_actions(actions):
    for name, label, message in (
        ("sign_off", "Sign off translation", "Translation signed off"),
        ("hand_in", "Hand in translation", "Translation handed in"),
        ("make_link", "Make link", "Link for a volunteer made"),
        ("revoke_link", "Revoke link", "Link for a volunteer revoked"),
        ("bring_in", "Bring in translation", "Translation brought in from outside"),
    ):
        actions.register_action(f"translation.{name}", label, message)

    @actions.register_action("translation.take_back")
    class TakenBack(LogFormatter):
        """Says what was taken back: its translator may want it again."""

        label = "Take back translated words"

        def format_message(self, entry):
            return f"Taken back: “{entry.data['text']}” (for “{entry.data['english']}”)"
