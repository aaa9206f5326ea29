"""Second factor at sign-in: accounts that need one, sessions that used one, resets, and emails."""

from datetime import timedelta
from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.log_actions import log
from wagtail.models import GroupCollectionPermission, GroupSitePermission
from wagtail.permissions import page_permission_policy

from home import mail

from . import factor_codes, sessions
from .models import User

PROVED = "second_factor"
# Recovery codes alone are no factor.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# After signing in, a factor can be added for this long without typing the password again.
RECENT = timedelta(minutes=5)
# Permissions that change nothing that readers see.
_HARMLESS = ("access_", "view_", "choose_")


def is_required(user: User) -> bool:
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    names = {name.partition(".")[2] for name in user.get_all_permissions()}
    for model in (GroupCollectionPermission, GroupSitePermission):
        rows = model._default_manager.filter(group__user=user)
        names.update(rows.values_list("permission__codename", flat=True))
    if any(not name.startswith(_HARMLESS) for name in names):
        return True
    return page_permission_policy.user_has_any_permission(user, {"publish"})


def exists(user: User) -> bool:
    return _factors(user).exists()


def _factors(user: User) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=user, type__in=FACTORS)


def may_remove(authenticator: Authenticator) -> bool:
    """Return False if `authenticator` is the last factor of a user who must have one."""
    user = authenticator.user
    return not is_required(user) or _factors(user).exclude(pk=authenticator.pk).exists()


def needs_code(session: SessionBase, user: User) -> bool:
    """Return True if `user` must type an administrator's code before adding a factor."""
    return (
        # Even if `user` needs no factor yet: a stranger with the password could add one before the
        # owner gets more rights.
        settings.SECOND_FACTOR_REQUIRED
        and not exists(user)
        and not factor_codes.was_typed(session, user)
    )


def is_proved(session: SessionBase, user: User) -> bool:
    """Return True if this session has used or added an authenticator that `user` still has."""
    pk: Any = session.get(PROVED)
    return bool(pk) and Authenticator.objects.filter(pk=pk, user=user).exists()


def note_proof(request: HttpRequest, authenticator: Authenticator, **kwargs: Any) -> None:
    request.session[PROVED] = authenticator.pk


def note_added(instance: Authenticator, created: bool, **kwargs: Any) -> None:
    request, user = context.request, instance.user
    if not created or not request:
        return
    is_factor = instance.type in FACTORS
    # Codes that replace used recovery codes count as used too.
    if (is_factor or PROVED in request.session) and not is_proved(request.session, user):
        note_proof(request, instance)
    if is_factor:
        factor_codes.delete(user)
        sessions.end(user, except_key=request.session.session_key)
        log(user, "people.second_factor_added", user=user, data={"kind": instance.type})


def note_removed(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any):
    log(user, "people.second_factor_removed", user=user, data={"kind": authenticator.type})


@transaction.atomic
def reset(user: User, by: User | None) -> None:
    """Remove all factors of `user`, end the user's sessions, and notify the user by email."""
    Authenticator.objects.filter(user=user).delete()
    factor_codes.delete(user)
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


# Functions that make emails, by the last part of the name of allauth's template.
EMAILS = {
    "totp_activated": added_email,
    "webauthn_added": added_email,
    "totp_deactivated": removed_email,
    "webauthn_removed": removed_email,
    "recovery_codes_generated": codes_email,
}
