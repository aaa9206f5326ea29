"""Offices, and things to ask them for, that are recorded from within the form of an alert."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from phonenumber_field.formfields import PhoneNumberField

from home.choosers import CreatingChooserViewSet, PhraseField, phrase_for

from .models import Ask, Office, OfficePhone


class OfficeCreationForm(forms.ModelForm):
    """Name, role and numbers; hours and interpreters can follow in the office's own form."""

    role = PhraseField(help_text="What they are, in words that are translated: “State senator”.")
    local = PhoneNumberField(label="Local number", required=False)
    toll_free = PhoneNumberField(label="Toll-free number", required=False)

    class Meta:
        model = Office
        fields = ["name"]

    def clean(self):
        if not {"local", "toll_free"} & self.errors.keys() and not self._numbers():
            raise ValidationError({"local": "Give at least one number."})
        return super().clean()

    def _numbers(self):
        """The numbers that were given, by the kind that `OfficePhone` knows."""
        kinds = (OfficePhone.Label.LOCAL, OfficePhone.Label.TOLL_FREE)
        return {kind: number for kind in kinds if (number := self.cleaned_data.get(kind))}

    @transaction.atomic
    def save(self, commit=True):
        self.instance.role = phrase_for(self.cleaned_data["role"])
        self.instance.phones = [
            OfficePhone(label=kind, number=number, sort_order=place)
            for place, (kind, number) in enumerate(self._numbers().items())
        ]
        return super().save(commit)


class OfficeChooserViewSet(CreatingChooserViewSet):
    creation_form_class = OfficeCreationForm


class AskCreationForm(forms.ModelForm):
    sentence = PhraseField(help_text="What a reader is asked to do: “Ask {office} to veto {what}.”")
    plea = PhraseField(help_text="What a caller says: “Please veto {what}.”")

    class Meta:
        model = Ask
        fields = ["name"]

    @transaction.atomic
    def save(self, commit=True):
        self.instance.sentence = phrase_for(self.cleaned_data["sentence"])
        self.instance.plea = phrase_for(self.cleaned_data["plea"])
        return super().save(commit)


class AskChooserViewSet(CreatingChooserViewSet):
    creation_form_class = AskCreationForm
