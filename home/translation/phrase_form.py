"""Form for a phrase and its translations in the admin."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from .doubts import find_doubts
from .placeholders import check_placeholders


class PhraseForm(WagtailAdminModelForm):
    """Form for a phrase that checks the placeholders and the wording of its translations."""

    def is_valid(self) -> bool:
        is_valid = super().is_valid()
        for form in self.formsets["translations"].forms:
            text = None if form.errors else form.cleaned_data.get("text")
            if not text or form.cleaned_data.get("DELETE"):
                continue
            try:
                check_placeholders(self.instance.text, text)
                if form.has_changed():
                    self._check_doubts(text, form.cleaned_data["language"])
            except ValidationError as error:
                form.add_error("text", error)
                is_valid = False
        return is_valid

    def _check_doubts(self, text: str, language: str) -> None:
        # Only `PhraseTranslationView` lets the user confirm a text in doubt.
        if doubts := find_doubts(self.instance.text, text, language):
            raise ValidationError(
                [*map(str, doubts), "If it is right, write it under Translate phrases."]
            )

    def save(self, commit: bool = True) -> Any:
        for form in self.formsets["translations"].forms:
            if "text" in form.changed_data:
                form.instance.translated_by = self.for_user
        return super().save(commit)
