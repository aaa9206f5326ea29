"""Forms for codes of the second factor, with a limit on wrong ones."""

from allauth.core import context
from allauth.mfa.base import forms as base
from django.core.exceptions import ValidationError

from . import throttling


class _ThrottledMixin:
    def clean_code(self):
        attempt = throttling.CodeAttempt(context.request, self.user)
        if not attempt.is_allowed:
            raise ValidationError(throttling.TOO_MANY, code="throttled")
        code = super().clean_code()
        attempt.succeed()
        return code


class AuthenticateForm(_ThrottledMixin, base.AuthenticateForm):
    pass


class ReauthenticateForm(_ThrottledMixin, base.ReauthenticateForm):
    pass
