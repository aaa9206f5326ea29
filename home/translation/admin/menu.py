"""Menu items, buttons, and panels of the admin's home page, for translation."""

from django.conf import settings
from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permissions import page_permission_policy

from ..teamwork.open_questions import open_questions_for
from .dashboard import TranslationDashboard
from .dashboard_views import TranslationDashboardPanel
from .phrases import phrase_languages
from .questions import QuestionsPanel
from .review import can_review


class DashboardMenuItem(MenuItem):
    def is_shown(self, request):
        return page_permission_policy.user_has_permission(request.user, "change")


class PhrasesMenuItem(MenuItem):
    def is_shown(self, request):
        return bool(phrase_languages(request.user))


def dashboard_menu_item():
    return DashboardMenuItem(
        "Translations",
        reverse("translation_dashboard"),
        name="translations",
        icon_name="globe",
        order=105,
    )


def phrases_menu_item():
    return PhrasesMenuItem(
        "Translate phrases",
        reverse("phrases"),
        name="translate-phrases",
        icon_name="openquote",
        order=106,
    )


def add_dashboard_panel(request, panels):
    """Add the panels about translation that concern the user to the admin home page."""
    dashboard = TranslationDashboard(request.user)
    if dashboard.languages:
        panels.append(TranslationDashboardPanel(dashboard))
    if dashboard.edits_english and (count := open_questions_for(request.user).count()):
        panels.append(QuestionsPanel(count))


def review_buttons(page, user, view_name=None, next_url=None):
    """Yield the review button if `user` may review the published translation `page`."""
    if page.locale.language_code != settings.LANGUAGE_CODE and can_review(page.specific, user):
        yield Button(
            "Mark as reviewed",
            reverse("review_translation", args=[page.pk]),
            icon_name="check",
            priority=70,
        )
