"""Adapters that make django-allauth follow the site's rules."""

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse

from home import mail
from home.site_settings import site_name

from . import second_factor, sessions, throttling


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": "That is not your password. Please try again.",
    }

    def is_open_for_signup(self, request):
        return False

    def respond_user_inactive(self, request, user):
        messages.error(request, "This account is no longer active.")
        return HttpResponseRedirect(reverse("wagtailadmin_login"))

    def is_reauthentication_required(self, *, app):
        # Shortly after sign-in, the password has just been typed.
        return not sessions.started_within(self.request.session, second_factor.RECENT)

    def reauthenticate(self, user, password):
        attempt = throttling.CodeAttempt(self.request, user)
        if attempt.problem:
            raise ValidationError(attempt.problem, code="throttled")
        if not user.check_password(password):
            return False
        attempt.succeed()
        return True

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        mail.queue(second_factor.EMAILS[template_prefix.rpartition("/")[2]], user.pk, user)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right. Wait for the next one and try again.",
        "cannot_delete_authenticator": "Your account needs a second factor. Add another one first.",
    }

    def get_totp_issuer(self):
        return site_name()

    def get_totp_label(self, user):
        return user.get_username()

    def build_totp_svg(self, url):
        return segno.make(url, error="m").svg_inline(light="white", omitsize=True)

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": site_name()}

    def get_public_key_credential_user_entity(self, user):
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {"name": user.get_username(), "display_name": user.get_username()}

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return f"Passkey {number}"

    def can_delete_authenticator(self, authenticator):
        return second_factor.may_remove(authenticator)
