"""Form for reporting a call."""

from hashlib import sha256
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.call_results import Result
from alerts.comments.reader.forms import CommentForm
from alerts.models import AlertPage, Office


class ReportForm(CommentForm):
    """Form for the report of a call: an office, a result and, optionally, a text about the call."""

    call = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Please press one of the buttons."),
            "invalid_choice": _("Please press one of the buttons."),
        },
    )
    # Django removes inherited fields that are set to None.
    name = follow_up = None  # type: ignore[assignment]  # by django-stubs' types of fields
    # Set by the view: False if comments are closed, so that the form has no text field.
    takes_words: bool

    def __init__(self, alert: AlertPage, *, language: str, data: Any = None) -> None:
        super().__init__(alert.source, language=language, data=data)
        self.alert = alert
        self.offices = {office.pk: office for office in alert.offices}
        cast(forms.ChoiceField, self.fields["call"]).choices = [
            (f"{pk}-{result}", "") for pk in self.offices for result in Result
        ]
        words = self.fields["comment"]
        words.label, words.required = _("What did they say? (you can leave it empty)"), False
        words.widget.attrs["rows"] = 3

    @property
    def buttons(self) -> list[tuple[Office, list[tuple[str, Any]]]]:
        """Each office with its buttons, as a list of (value, label)."""
        return [
            (office, [(f"{pk}-{result}", result.label) for result in Result])
            for pk, office in self.offices.items()
        ]

    def clean_call(self) -> tuple[Office, Result]:
        pk, _dash, result = self.cleaned_data["call"].partition("-")
        return self.offices[int(pk)], Result(result)

    def clean_comment(self) -> str:
        return super().clean_comment() if self.cleaned_data["comment"].strip() else ""

    def use(self, key: str) -> None:
        """Set the form's idempotency key from `key`, the key of the form token."""
        office, _result = self.cleaned_data["call"]
        # With the office in the hash, a reader who goes back can report a call to a second office
        # with the same form.
        self.key = sha256(f"{key}:{office.pk}".encode()).hexdigest()

    def get_comment_create_data(self, site_id: int | None = None) -> dict[str, Any]:
        office, result = self.cleaned_data["call"]
        return super().get_comment_create_data(site_id) | {
            "office": office,
            "call_result": result,
        }
