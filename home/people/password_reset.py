"""Wagtail's password reset emails, sent by the site's mailer."""

from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm

from home import mail

from . import throttling
from .models import User

TEMPLATE = "wagtailadmin/account/password_reset/email"


class PasswordResetForm(WagtailPasswordResetForm):
    """Form that queues the email with only the user's ID, so that no reset link is stored."""

    def save(self, *args, request=None, **kwargs):
        if throttling.may_reset_from(request):
            super().save(*args, request=request, **kwargs)

    def send_mail(self, subject_template_name, email_template_name, context, *args, **kwargs):
        user = context["user"]
        if throttling.take(throttling.RESETS, str(user.pk)):
            mail.queue(password_reset_email, user.pk, user)


def password_reset_email(_user_id: int, user: User) -> mail.Email | None:
    """Return the email with a new reset link, or None if `user` has no usable password."""
    if not user.has_usable_password():
        return None
    context = {
        "user": user,
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    subject = render_to_string(f"{TEMPLATE}_subject.txt", context)
    return mail.Email(subject, TEMPLATE, context, has_html=False)
