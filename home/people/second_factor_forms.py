"""Forms for second-factor codes, with a limit on failed attempts."""

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from django import forms
from django.core.exceptions import ValidationError

from . import factor_codes, throttling


class _ThrottledMixin:
    def clean_code(self):
        attempt = throttling.CodeAttempt(context.request, self.user)
        if attempt.problem:
            raise ValidationError(attempt.problem, code="throttled")
        code = super().clean_code()
        if not attempt.is_new(code):
            raise get_adapter().validation_error("incorrect_code")
        attempt.succeed()
        return code


class AuthenticateForm(_ThrottledMixin, base.AuthenticateForm):
    pass


class ReauthenticateForm(_ThrottledMixin, base.ReauthenticateForm):
    pass


class FirstFactorForm(forms.Form):
    """Form for the code that a user needs to add a first second factor."""

    code = forms.CharField(
        label="Code",
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, request, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_code(self):
        attempt = throttling.CodeAttempt(self.request, self.request.user)
        if attempt.problem:
            raise ValidationError(attempt.problem, code="throttled")
        found = factor_codes.find(self.cleaned_data["code"])
        if found is None or found.user != self.request.user:
            raise ValidationError(
                "That code is not right, or no longer valid. Check it, or ask for a new one.",
                code="unknown",
            )
        attempt.succeed()
        return found
