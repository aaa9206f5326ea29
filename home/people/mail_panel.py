"""Base class of the panels for email preferences in the account settings."""

from django import forms
from django.forms import modelform_factory
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from .mail_preferences import MailPreferences


class MailPreferencesPanel(BaseSettingsPanel):
    """Account panel for one kind of news. Subclasses set `name`, `title`, `label` and `model`."""

    tab = notifications_tab
    model: type[MailPreferences]
    label: str

    def get_form(self):
        form_class = modelform_factory(
            self.model,
            fields=["mail"],
            widgets={"mail": forms.RadioSelect},
            labels={"mail": self.label},
        )
        data = self.request.POST if self.request.method == "POST" else None
        return form_class(data, instance=self.model.of(self.user), prefix=self.name)
