"""Forms for imported files and pasted replies."""

from collections import defaultdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import (
    INITIAL_FORM_COUNT,
    TOTAL_FORM_COUNT,
    BaseFormSet,
    ManagementForm,
    formset_factory,
)
from django.http import QueryDict
from django.utils.functional import cached_property

from ..strings.lookup import TranslatableString
from . import po
from .importing import ImportReport, RowChecker
from .reply import Candidate
from .returned import ReturnedFile, ReturnedString, Unreadable, language_of, max_rows
from .scope import ExchangeScope

MAX_BYTES = 5 * 1024 * 1024
MAX_ANSWERS = 5000


class OriginForm(forms.Form):
    by_machine = forms.BooleanField(
        label="A machine made this",
        required=False,
        help_text="Such as DeepL or ChatGPT. It is stored, and shown to readers, as a machine draft.",
    )
    by_others = forms.BooleanField(
        label="Another person translated this",
        required=False,
        help_text="Otherwise it counts as your own translation, which somebody else must review.",
    )

    @property
    def is_own(self) -> bool:
        return not (self.cleaned_data["by_machine"] or self.cleaned_data["by_others"])


class UploadForm(OriginForm):
    """Form for the file of an import."""

    field_order = ["file"]
    file = forms.FileField(
        label="File", help_text="The PO file or spreadsheet that was downloaded here, filled in."
    )

    def __init__(self, *args: Any, scope: ExchangeScope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        self.wanted = scope.locale.get_display_name()
        self.asks_language = False

    def clean_file(self) -> ReturnedFile:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError("This file is too large: the limit is 5 MB.")
        content = file.read()
        from . import spreadsheet  # noqa: PLC0415 (10 MB of libraries)

        # The format is detected from the content, not from the name.
        module = spreadsheet if content.startswith(b"PK") else po
        try:
            returned = module.read(content, max_rows(self.scope))
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        language = language_of(returned.language)
        if not language and "is_in_language" not in self.data:
            self.asks_language = True
            raise ValidationError(
                f"This file does not say in which language it is. If it is in {self.wanted}, choose"
                " it again and say so below. Nothing was written."
            )
        if language and language != self.scope.language:
            raise ValidationError(f"This file is not for {self.wanted}. Nothing was written.")
        return returned

    def clean(self) -> None:
        if self.asks_language:
            self.fields["is_in_language"] = forms.BooleanField(
                label=f"The file is in {self.wanted}", required=False
            )


class AnswerForm(forms.Form):
    """Form for one possible translation found in a reply, with a checkbox for saving it."""

    take = forms.BooleanField(label="Save this", required=False)
    text = forms.CharField(
        label="Translation",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-controller": "w-autosize"}),
    )

    def __init__(
        self,
        *args: Any,
        candidate: Candidate,
        string: TranslatableString | None,
        report: ImportReport,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.candidate, self.string = candidate, string
        # In the text as it was found
        self.errors_found = [error for refused in report.refused for error in refused.errors]
        self.warnings_found = [text for valid in report.warnings for text in valid.warnings]
        self.is_saved = False
        attrs = self.fields["text"].widget.attrs
        attrs["aria-describedby"] = f"{self.prefix}-notes"
        if string:
            attrs["lang"] = string.locale.language_code

    @property
    def is_taken(self) -> bool:
        return bool(self.cleaned_data.get("take"))

    @property
    def row(self) -> ReturnedString:
        """Row to import, with the text from this form."""
        found, text = self.candidate.row, self.cleaned_data.get("text", "")
        return ReturnedString(found.place, found.key, found.english, text, found.was)

    def clean(self) -> None:
        if self.is_taken and not self.row.text and not self.errors:
            self.add_error(None, "There is nothing in this box. Write the translation here.")


class BaseAnswerFormSet(BaseFormSet):
    """Formset with one form for each candidate of a reply."""

    forms: list[AnswerForm]

    def __init__(
        self, candidates: list[Candidate], checker: RowChecker, data: QueryDict | None = None
    ) -> None:
        self.candidates, self.checker = candidates, checker
        self.reports = [checker.check([candidate.row]) for candidate in candidates]
        initial = [
            {"take": not candidate.doubts and not report.refused, "text": candidate.row.text}
            for candidate, report in zip(candidates, self.reports, strict=True)
        ]
        super().__init__(data, prefix="answer", initial=initial)

    @cached_property
    def management_form(self) -> ManagementForm:
        # The request does not contain one, because it contains the reply.
        count = len(self.candidates)
        form = ManagementForm({TOTAL_FORM_COUNT: count, INITIAL_FORM_COUNT: count})
        form.full_clean()
        return form

    def get_form_kwargs(self, index: Any) -> dict[str, Any]:
        candidate = self.candidates[index]
        return {
            "candidate": candidate,
            "string": self.checker.strings.get(candidate.row.key),
            "report": self.reports[index],
        }

    def clean(self) -> None:
        chosen: defaultdict[str, list[AnswerForm]] = defaultdict(list)
        for form in self.chosen:
            chosen[form.row.key].append(form)
        for forms_of_string in chosen.values():
            if len({form.row.text for form in forms_of_string}) > 1:
                for form in forms_of_string:
                    form.add_error(None, "Choose only one translation for this text.")

    @property
    def chosen(self) -> list[AnswerForm]:
        return [form for form in self.forms if form.is_taken and not form.errors]

    @property
    def left_out(self) -> list[AnswerForm]:
        return [form for form in self.forms if not form.is_taken]

    @property
    def is_anything_taken(self) -> bool:
        return any(form.is_taken for form in self.forms)

    def note_result(self, report: ImportReport) -> None:
        """Mark the forms whose texts were saved, and add errors to the forms of refused texts."""
        reasons = {refused.row.key: refused.errors for refused in report.refused}
        for form in self.chosen:
            if errors := reasons.get(form.row.key):
                form.add_error(None, errors)
            else:
                form.is_saved = True


AnswerFormSet = formset_factory(
    AnswerForm, formset=BaseAnswerFormSet, extra=0, absolute_max=MAX_ANSWERS
)
