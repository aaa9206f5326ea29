"""Form for action types."""

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from alerts.office_kinds import OfficeKind


class ActionTypeForm(WagtailAdminModelForm):
    kinds = forms.MultipleChoiceField(
        label="kinds of offices",
        choices=OfficeKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The kinds of offices that can do it: only a governor vetoes. If none is ticked,"
        " it fits every office.",
    )
