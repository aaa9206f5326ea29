"""Settings of a moderator's emails, under *Notifications* in the account."""

from django import forms
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from ..models.moderators import ModeratorPreferences, languages_of


class ModeratorPreferencesForm(forms.ModelForm):
    class Meta:
        model = ModeratorPreferences
        fields = ["mail"]
        widgets = {"mail": forms.RadioSelect}


class ModeratorMailPanel(BaseSettingsPanel):
    """Account panel for users who may publish comments in a language."""

    name = "moderator_mail"
    title = "Comments"
    tab = notifications_tab
    order = 200
    form_class = ModeratorPreferencesForm

    def is_active(self):
        return bool(languages_of(self.user))

    def get_form(self):
        data = self.request.POST if self.request.method == "POST" else None
        return self.form_class(data, instance=ModeratorPreferences.of(self.user), prefix=self.name)
