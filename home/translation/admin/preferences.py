"""Panels in the account settings, under *Notifications*, for emails about translation."""

from django.conf import settings

from home.people.languages import LanguageAccess
from home.people.mail_panel import MailPreferencesPanel

from ..teamwork.models import EditorPreferences, TranslatorPreferences


class TranslatorMailPanel(MailPreferencesPanel):
    """Account panel for users who may translate into at least one language."""

    name = "translator_mail"
    title = "Translations"
    label = "Email about alerts that are new, or whose English has changed"
    order = 210
    model = TranslatorPreferences

    def is_active(self):
        return bool(set(LanguageAccess(self.user).editable) - {settings.LANGUAGE_CODE})


def register_translator_mail(request, user, profile):
    return TranslatorMailPanel(request, user, profile)


class EditorMailPanel(MailPreferencesPanel):
    """Account panel for users who may edit English pages, and so can answer questions."""

    name = "editor_mail"
    title = "Translators' questions"
    label = "Email about new questions of translators"
    order = 220
    model = EditorPreferences

    def is_active(self):
        return LanguageAccess(self.user).edits_english


def register_editor_mail(request, user, profile):
    return EditorMailPanel(request, user, profile)
