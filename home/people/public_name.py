"""Panel of the account settings for the name that readers see on a user's translations."""

from django.forms import modelform_factory
from wagtail.admin.views.account import BaseSettingsPanel, profile_tab

from .models import User


class PublicNamePanel(BaseSettingsPanel):
    name = "public_name"
    title = "Name shown to readers"
    tab = profile_tab
    order = 250
    # Wagtail gives None as its default, and no type.
    form_class = modelform_factory(User, fields=["public_name"])  # type: ignore[assignment]
