"""Forms on the pages that a volunteer opens with a private link."""

from typing import Any

from django.forms import formset_factory
from django.http import QueryDict

from home.text import trim

from ..strings.checks import is_english, missing_terms
from ..strings.forms import MAX_FORMS, BaseStringFormSet, StringForm
from ..strings.glossary import Term
from ..strings.lookup import TranslatableString
from ..strings.memory import suggestion


class VolunteerStringForm(StringForm):
    """String form that cannot delete a translation.

    For an untranslated string, the form suggests a translation of the same English from a public
    page, unless a machine drafted it.
    """

    can_empty = False

    @classmethod
    def initial_values(cls, string: TranslatableString) -> dict[str, str]:
        return super().initial_values(string) | {"text": string.text or suggestion(string)}

    def set_widget_attributes(self, name: str, attrs: dict[str, Any]) -> None:
        """Set widget attributes, but not `lang`: the whole page is in the volunteer's language."""
        attrs["aria-describedby"] = f"{self.add_prefix(name)}_help"
        if name == "text":
            attrs["rows"] = 4
            del attrs["data-controller"]

    @property
    def missing_terms(self) -> list[Term]:
        return missing_terms(self.string, self.string.text)

    @property
    def is_english(self) -> bool:
        return is_english(self.string, self.string.text)


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
