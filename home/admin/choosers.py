"""What can be recorded where it is chosen, so that nobody has to leave a form that is half written."""

from django import forms
from django.db import transaction
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from home.models import Meeting
from home.translation.models import Phrase
from home.translation.placeholders import check_braces
from home.typed_dates.forms import DateTimeField


class PhraseField(forms.CharField):
    """An English text, from which `phrase_for` makes the phrase."""

    def __init__(self, **kwargs):
        super().__init__(max_length=150, validators=[check_braces], **kwargs)


def phrase_for(text):
    """The phrase that says `text`; a new one, in English until it is translated, if none does."""
    found = Phrase.objects.filter(text__iexact=text).first()
    return found or Phrase.objects.create(text=text)


class CreatingChooserViewSet(SnippetChooserViewSet):
    """A window to choose in, with a form for a new one on its second tab; it needs the form's fields or class."""

    creation_tab_label = "Record a new one"
    create_action_label = "Record it"


class PhraseChooserViewSet(CreatingChooserViewSet):
    form_fields = ["text"]


class MeetingCreationForm(forms.ModelForm):
    what = PhraseField(help_text="What kind of meeting: “Campaign meeting, open to everyone”.")

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
