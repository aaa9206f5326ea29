"""Codes that users type before they add a first second factor.

Without codes, a stranger who knows the password or reads the email of an account could add a
factor and lock the owner out.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.log_actions import log

from .models import FactorCode, User

VALID_FOR = timedelta(days=7)
# Without letters and digits that look alike: 60 bits in 12 characters.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH, _GROUP = 12, 4
_SESSION_KEY = "factor_code"


@transaction.atomic
def issue(user: User, by: User | None) -> str:
    """Create and return a code for `user`, which replaces any older code."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    fields = {"digest": _digest(code), "expires_at": timezone.now() + VALID_FOR}
    FactorCode.objects.update_or_create(user=user, defaults=fields)
    log(user, "people.factor_code_given", user=by)
    return "-".join(code[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def link(code: str) -> str:
    return settings.SITE_URL + reverse("first_factor", args=[code])


def find(code: str) -> FactorCode | None:
    """Return the valid `FactorCode` for the typed text `code`, or None."""
    typed = "".join(filter(str.isalnum, code)).upper()
    valid = FactorCode.objects.filter(digest=_digest(typed), expires_at__gt=timezone.now())
    return valid.select_related("user").first()


def note_typed(session: SessionBase, code: FactorCode) -> None:
    """Record in `session` that `code` was typed, so that its user can add a factor."""
    session[_SESSION_KEY] = code.digest


def was_typed(session: SessionBase, user: User) -> bool:
    """Return True if a code of `user` that is still valid was typed in this session."""
    digest = session.get(_SESSION_KEY)
    if not digest:
        return False
    return FactorCode.objects.filter(
        user=user, digest=digest, expires_at__gt=timezone.now()
    ).exists()


def delete(user: User) -> None:
    FactorCode.objects.filter(user=user).delete()


def delete_expired(*, dry_run: bool) -> int:
    old = FactorCode.objects.filter(expires_at__lte=timezone.now())
    return old.count() if dry_run else old.delete()[0]


def _digest(code: str) -> str:
    text = code.encode(errors="replace")
    return salted_hmac(__name__, text, algorithm="sha256").hexdigest()
