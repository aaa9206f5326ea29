"""Panel in the account settings, under *Notifications*, in which translators choose their emails."""

from django.conf import settings

from home.people.languages import LanguageAccess
from home.people.mail_panel import MailPreferencesPanel

from ..teamwork.models import TranslatorPreferences


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
