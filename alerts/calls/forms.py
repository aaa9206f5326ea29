"""Form in which a caller reports a call."""

from hashlib import sha256

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.call_results import Result
from alerts.comments.reader.forms import CommentForm


class ReportForm(CommentForm):
    """Report of a call: an office, a result and, optionally, what was said.

    What was said is a comment, validated by the comment form, without a name or an email address.
    """

    call = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Please press one of the buttons."),
            "invalid_choice": _("Please press one of the buttons."),
        },
    )
    name = follow_up = None
    # False if comments are closed.
    takes_words = True

    def __init__(self, alert, *, language, data=None):
        """Initialize the form for `alert`, which is the page for the reader."""
        super().__init__(alert.source, language=language, data=data)
        self.alert = alert
        self.offices = {office.pk: office for office in alert.offices}
        self.fields["call"].choices = [
            (f"{pk}-{result}", "") for pk in self.offices for result in Result
        ]
        words = self.fields["comment"]
        words.label, words.required = _("What did they say? (you can leave it empty)"), False
        words.widget.attrs["rows"] = 3

    @property
    def buttons(self):
        """Offices, each with the values and labels of its buttons."""
        return [
            (office, [(f"{pk}-{result}", result.label) for result in Result])
            for pk, office in self.offices.items()
        ]

    def clean_call(self):
        """Return the office and the `Result`."""
        pk, _dash, result = self.cleaned_data["call"].partition("-")
        return self.offices[int(pk)], Result(result)

    def clean_comment(self):
        return super().clean_comment() if self.cleaned_data["comment"].strip() else ""

    def use(self, key):
        """Set the idempotency key from `key`, the form token's, and the office.

        A reader who goes back can report a call to a second office with the same form.
        """
        office, _result = self.cleaned_data["call"]
        self.key = sha256(f"{key}:{office.pk}".encode()).hexdigest()

    def get_comment_create_data(self, site_id=None):
        office, result = self.cleaned_data["call"]
        return super().get_comment_create_data(site_id) | {
            "office": office,
            "call_result": result,
        }
