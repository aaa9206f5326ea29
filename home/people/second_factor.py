"""Second factor at sign-in: accounts that need one, sessions that have proved it, and its reset."""

from datetime import timedelta
from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest
from wagtail.log_actions import log
from wagtail.permissions import page_permission_policy

from home import mail

from . import sessions
from .models import User

PROVED = "second_factor"
# Recovery codes alone are no factor.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# After signing in, a factor can be added for this long without typing the password again.
RECENT = timedelta(minutes=5)
# These permissions change nothing that readers see.
_HARMLESS = {"access_admin"}


def is_required(user: User) -> bool:
    """Return whether `user` must have a second factor.

    Everybody must who can publish, moderate, or change records that readers see. Translators who
    only submit for review need none.
    """
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    names = {name.partition(".")[2] for name in user.get_all_permissions()}
    if {name for name in names - _HARMLESS if not name.startswith("view_")}:
        return True
    return page_permission_policy.user_has_any_permission(user, {"publish"})


def exists(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def is_proved(session: SessionBase, user: User) -> bool:
    """Return whether the second factor of `user` was used or added in this session."""
    return session.get(PROVED) == user.pk


def note_proof(request: HttpRequest, user: User, **kwargs: Any) -> None:
    request.session[PROVED] = user.pk


def note_added(instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """Treat this session as proved, and end the others, which have not used the new factor."""
    request, user = context.request, instance.user
    if created and request and instance.type in FACTORS:
        note_proof(request, user)
        sessions.end(user, except_key=request.session.session_key)
        log(user, "people.second_factor_added", user=user, data={"kind": instance.type})


def note_removed(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any):
    log(user, "people.second_factor_removed", user=user, data={"kind": authenticator.type})
    if not exists(user):
        request.session.pop(PROVED, None)


@transaction.atomic
def reset(user: User, by: User | None) -> None:
    """Remove all factors of `user`, who has lost them, end the user's sessions, and tell the user."""
    Authenticator.objects.filter(user=user).delete()
    sessions.end(user)
    log(user, "people.second_factor_reset", user=by)
    mail.queue(reset_email, user.pk, user)


def _email(subject: str, template: str, user: User) -> mail.Email:
    context = {"user": user, "address": f"{settings.SITE_URL}/admin/"}
    return mail.Email(subject, f"people/mail/{template}", context, has_html=False)


def reset_email(_user_id: int, user: User) -> mail.Email:
    return _email("Your second factor was removed", "second_factor_reset", user)


def added_email(_user_id: int, user: User) -> mail.Email:
    return _email("A second factor was added to your account", "second_factor_added", user)


def removed_email(_user_id: int, user: User) -> mail.Email:
    return _email("A second factor was removed from your account", "second_factor_removed", user)


def codes_email(_user_id: int, user: User) -> mail.Email:
    return _email("Your recovery codes were replaced", "recovery_codes_replaced", user)


# By the last part of the template names under which allauth sends them.
EMAILS = {
    "totp_activated": added_email,
    "webauthn_added": added_email,
    "totp_deactivated": removed_email,
    "webauthn_removed": removed_email,
    "recovery_codes_generated": codes_email,
}
