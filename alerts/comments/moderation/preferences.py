"""Panel in the account settings, under *Notifications*, in which moderators choose their emails."""

from django import forms
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from ..models.moderators import ModeratorPreferences, languages_of


class ModeratorPreferencesForm(forms.ModelForm):
    """Form for the email preferences of a moderator."""

    class Meta:
        model = ModeratorPreferences
        fields = ["mail"]
        widgets = {"mail": forms.RadioSelect}


class ModeratorMailPanel(BaseSettingsPanel):
    """Account panel for users who may publish comments in at least one language."""

    name = "moderator_mail"
    title = "Comments"
    tab = notifications_tab
    order = 200
    form_class = ModeratorPreferencesForm  # type: ignore[assignment]  # Wagtail's default is None

    def is_active(self):
        return bool(languages_of(self.user))

    def get_form(self):
        data = self.request.POST if self.request.method == "POST" else None
        return self.form_class(data, instance=ModeratorPreferences.of(self.user), prefix=self.name)
