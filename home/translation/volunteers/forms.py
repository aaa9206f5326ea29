"""Forms on the pages that a volunteer opens with a private link."""

from typing import Any

from django.forms import formset_factory

from ..strings.checks import missing_terms
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


VolunteerStringFormSet = formset_factory(
    VolunteerStringForm, formset=BaseStringFormSet, extra=0, absolute_max=MAX_FORMS
)
