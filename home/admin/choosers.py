"""Choosers in which editors can also create an object, without leaving an unsaved page."""

from django import forms
from django.db import transaction
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from home.models import Meeting
from home.translation.models import Phrase
from home.translation.placeholders import check_braces
from home.typed_dates.forms import DateTimeField


class PhraseField(forms.CharField):
    """Form field for the English text of a `Phrase`."""

    def __init__(self, **kwargs):
        super().__init__(max_length=150, validators=[check_braces], **kwargs)


def phrase_for(text: str) -> Phrase:
    """Return the phrase with the English `text`, ignoring case. Create it if there is none."""
    found = Phrase.objects.filter(text__iexact=text).first()
    return found or Phrase.objects.create(text=text)


class CreatingChooserViewSet(SnippetChooserViewSet):
    """Chooser with a tab for creating an object from `creation_form_class` or `form_fields`."""

    creation_tab_label = "Create new"
    create_action_label = "Create"


class PhraseChooserViewSet(CreatingChooserViewSet):
    form_fields = ["text"]


class MeetingCreationForm(forms.ModelForm):
    what = PhraseField(
        help_text="Kind of meeting, for example “Campaign meeting, open to everyone”."
    )

    class Meta:
        model = Meeting
        fields = ["starts_at", "place", "address"]
        field_classes = {"starts_at": DateTimeField}

    field_order = ["what"]

    @transaction.atomic
    def save(self, commit=True):
        self.instance.what = phrase_for(self.cleaned_data["what"])
        return super().save(commit)


class MeetingChooserViewSet(CreatingChooserViewSet):
    creation_form_class = MeetingCreationForm
