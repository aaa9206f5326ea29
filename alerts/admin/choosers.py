"""Offices, and things to ask them for, that are recorded from within the form of an alert."""

from django import forms
from django.db import transaction

from alerts.models import ActionType, Office, OfficePhone
from home.admin.choosers import CreatingChooserViewSet, PhraseField, phrase_for
from home.phones import PhoneNumberFormField


class OfficeCreationForm(forms.ModelForm):
    """Name, role and numbers; hours and interpreters can follow in the office's own form."""

    role = PhraseField(help_text="What they are, in words that are translated: “State senator”.")
    number = PhoneNumberFormField(
        label="Phone number",
        help_text="With its extension: 651-296-4837 ext. 12. Local numbers are shown before"
        " toll-free ones.",
    )
    second_number = PhoneNumberFormField(label="Second phone number", required=False)

    class Meta:
        model = Office
        fields = ["name"]

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


class ActionTypeCreationForm(forms.ModelForm):
    sentence = PhraseField(help_text="What a reader is asked to do: “Ask {office} to veto {what}.”")
    plea = PhraseField(help_text="What a caller says: “Please veto {what}.”")

    class Meta:
        model = ActionType
        fields = ["name"]

    @transaction.atomic
    def save(self, commit=True):
        self.instance.sentence = phrase_for(self.cleaned_data["sentence"])
        self.instance.plea = phrase_for(self.cleaned_data["plea"])
        return super().save(commit)


class ActionTypeChooserViewSet(CreatingChooserViewSet):
    creation_form_class = ActionTypeCreationForm
