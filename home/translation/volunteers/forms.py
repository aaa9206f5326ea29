"""Forms on the pages that a volunteer opens with a private link."""

from typing import Any

from django import forms
from django.forms import formset_factory
from django.http import QueryDict

from home.people.models import User
from home.text import trim

from ..strings.checks import missing_terms
from ..strings.forms import MAX_FORMS, BaseStringFormSet, StringForm, TypedTextField
from ..strings.glossary import Term
from ..strings.lookup import TranslatableString
from ..strings.memory import suggestion
from ..teamwork import questions


class VolunteerStringForm(StringForm):
    """String form that cannot delete a translation, with a box for a question."""

    can_empty = False

    question = TypedTextField(widget=forms.TextInput)

    @classmethod
    def initial_values(cls, string: TranslatableString) -> dict[str, str]:
        text = string.text or suggestion(string)
        return super().initial_values(string) | {"text": text, "question": ""}

    def clean_question(self) -> str:
        text = self.cleaned_data["question"] or ""
        return questions.check(self.string.ids, self.string.locale.pk, text) if text else ""

    def save(self, user: User | None = None) -> None:
        super().save(user)
        if text := self.cleaned_data.get("question"):
            questions.ask(self.string.ids, self.string.locale.pk, text, user)

    def set_widget_attributes(self, name: str, attrs: dict[str, Any]) -> None:
        # Without `lang`, because the whole page is in the volunteer's language.
        attrs["aria-describedby"] = f"{self.add_prefix(name)}_help"
        if name == "text":
            attrs["rows"] = 4
            del attrs["data-controller"]

    @property
    def missing_terms(self) -> list[Term]:
        return missing_terms(self.string, self.string.text)


VolunteerStringFormSet = formset_factory(
    VolunteerStringForm, formset=BaseStringFormSet, extra=0, absolute_max=MAX_FORMS
)


def without_untouched_suggestions(data: QueryDict, strings: list[TranslatableString]) -> QueryDict:
    """Return POST data without the suggestions that the volunteer has left as they were."""
    data = data.copy()
    for string in strings:
        name = f"{string.key}-text"
        if not string.text and name in data and trim(str(data[name])) == suggestion(string):
            del data[name]
    return data
