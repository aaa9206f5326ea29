"""The form in which a caller tells how it went."""

from hashlib import sha256

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.call_results import Result
from alerts.comments.reader.forms import CommentForm


class ReportForm(CommentForm):
    """One press for an office and what came of the call and, if the caller likes, what was said.

    The words are a comment, with all that its own form asks of one; there is no name to
    give, and no address.
    """

    call = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Please press one of the buttons."),
            "invalid_choice": _("Please press one of the buttons."),
        },
    )
    name = follow_up = None
    # Whether there is a box to write in.
    takes_words = True

    def __init__(self, alert, *, language, data=None):
        """`alert` is as the reader has it."""
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
        """The offices, each with the values and labels of its buttons."""
        return [
            (office, [(f"{pk}-{result}", result.label) for result in Result])
            for pk, office in self.offices.items()
        ]

    def clean_call(self):
        """The office and the `Result`."""
        pk, _dash, result = self.cleaned_data["call"].partition("-")
        return self.offices[int(pk)], Result(result)

    def clean_comment(self):
        return super().clean_comment() if self.cleaned_data["comment"].strip() else ""

    def use(self, key):
        """Take the `key` of the form's form_token: for each office it is another one.

        Who goes back tells of a second call with the same form.
        """
        office, _result = self.cleaned_data["call"]
        self.key = sha256(f"{key}:{office.pk}".encode()).hexdigest()

    def get_comment_create_data(self, site_id=None):
        office, result = self.cleaned_data["call"]
        return super().get_comment_create_data(site_id) | {
            "office": office,
            "call_result": result,
        }
