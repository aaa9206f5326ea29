"""Choosers for offices and action types, with forms to create them."""

from django import forms
from django.db import transaction

from alerts.editing.action_type_form import ActionTypeForm
from alerts.models import ActionType, Office, OfficePhone
from home.admin.choosers import CreatingChooserViewSet, PhraseField, phrase_for
from home.phones import PhoneNumberFormField


class OfficeCreationForm(forms.ModelForm):
    """Short form for a new office, without hours and interpreters."""

    role = PhraseField(help_text="The office held: “State senator”. Translated.")
    number = PhoneNumberFormField(
        label="Phone number",
        help_text="Include the extension: 651-296-4837 ext. 12. Local numbers are shown before"
        " toll-free ones.",
    )
    second_number = PhoneNumberFormField(label="Second phone number", required=False)

    class Meta:
        model = Office
        fields = ["name", "kind"]

    @transaction.atomic
    def save(self, commit=True):
        self.instance.role = phrase_for(self.cleaned_data["role"])
        numbers = [self.cleaned_data["number"], self.cleaned_data["second_number"]]
        self.instance.phones = [
            OfficePhone(number=number, sort_order=place)
            for place, number in enumerate(filter(None, numbers))
        ]
        return super().save(commit)


class OfficeChooserViewSet(CreatingChooserViewSet):
    creation_form_class = OfficeCreationForm


class ActionTypeCreationForm(ActionTypeForm):
    sentence = PhraseField(help_text="The request to readers: “Ask {office} to veto {what}.”")
    plea = PhraseField(help_text="The request of callers: “Please veto {what}.”")

    class Meta:
        model = ActionType
        fields = ["name", "kinds"]

    @transaction.atomic
    def save(self, commit=True):
        self.instance.sentence = phrase_for(self.cleaned_data["sentence"])
        self.instance.plea = phrase_for(self.cleaned_data["plea"])
        return super().save(commit)


class ActionTypeChooserViewSet(CreatingChooserViewSet):
    creation_form_class = ActionTypeCreationForm
