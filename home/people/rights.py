"""Recording of account rights in the ledger, so that a restore does not give back removed rights.

A line about a changed account has its flags, its groups, a hash of its stored password hash, and
whether it has a public name.
"""

import secrets
from collections.abc import Iterable
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from home.operations import ledger

from .models import User

CHANGED, DELETED, FACTOR_REMOVED = "user.changed", "user.deleted", "user.factor-removed"
# Marks the salt of a random password that replaces an outdated one.
_REPLACED = "restored"
_FLAGS = ("is_active", "is_staff", "is_superuser")


def _key(user: User) -> str:
    return f"{user.pk}@{user.date_joined.isoformat()}"


def _digest(user: User) -> str:
    return sha256(user.password.encode()).hexdigest()


def _find(key: str) -> User | None:
    pk, _at, joined = key.partition("@")
    return User.objects.filter(pk=pk, date_joined=joined).first()


def _groups(user: User) -> set[int]:
    return set(user.groups.values_list("pk", flat=True))


def _note(user: User) -> None:
    flags = "".join(str(int(getattr(user, name))) for name in _FLAGS)
    groups = ",".join(map(str, sorted(_groups(user)))) or "-"
    named = "named" if user.public_name else "-"
    ledger.record_on_commit(CHANGED, _key(user), flags, groups, _digest(user), named)


def note_changed(instance, created, raw, update_fields, **kwargs):
    is_sign_in = update_fields is not None and set(update_fields) == {"last_login"}
    if not created and not raw and not is_sign_in:
        _note(instance)


def note_groups(instance, action, reverse, pk_set=None, **kwargs):
    if action.startswith("post_"):
        for user in User.objects.filter(pk__in=pk_set or ()) if reverse else [instance]:
            _note(user)


def note_deleted(instance, **kwargs):
    ledger.record_on_commit(DELETED, _key(instance))


def note_factor_removed(instance, **kwargs):
    key = f"{instance.user_id}@{instance.created_at.isoformat()}"
    ledger.record_on_commit(FACTOR_REMOVED, key)


def remove_factors_again(lines: Iterable[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Delete second factors that a restore has brought back unless `dry_run`. Return the count."""
    count = 0
    for key in ledger.latest(lines):
        pk, _at, created = key.partition("@")
        found = Authenticator.objects.filter(user=int(pk), created_at=created)
        count += found.count() if dry_run else found.delete()[0]
    return count


def delete_again(lines: Iterable[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Delete accounts that a restore has brought back unless `dry_run`, and return the count."""
    found = [user for key in ledger.latest(lines) if (user := _find(key))]
    if not dry_run:
        for user in found:
            user.delete()
    return len(found)


def take_rights_again(lines: Iterable[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Remove outdated rights, passwords and names unless `dry_run`, and count the accounts."""
    count = 0
    for key, line in ledger.latest(lines).items():
        if user := _find(key):
            with transaction.atomic():
                count += _take_again(user, line.details, dry_run=dry_run)
    return count


def _take_again(user: User, details: tuple[str, ...], *, dry_run: bool) -> bool:
    flags, groups, digest, named = details
    may = {name: flag == "1" for name, flag in zip(_FLAGS, flags, strict=True)}
    taken = [name for name in _FLAGS if getattr(user, name) and not may[name]]
    left = _groups(user) - {int(pk) for pk in groups.split(",") if pk != "-"}
    is_known = _digest(user) == digest or f"${_REPLACED}" in user.password
    is_old = user.has_usable_password() and not is_known
    shows_name = user.public_name and named != "named"
    has_more = bool(taken or left or is_old or shows_name)
    if has_more and not dry_run:
        for name in taken:
            setattr(user, name, False)
        if is_old:
            # A usable password: its owner can request a new one by email.
            salt = _REPLACED + secrets.token_hex(16)
            user.password = make_password(secrets.token_urlsafe(32), salt=salt)
        if shows_name:
            user.public_name = ""
        user.save()
        user.groups.remove(*left)
    return has_more


def register() -> None:
    post_save.connect(note_changed, sender=User)
    m2m_changed.connect(note_groups, sender=User.groups.through)
    post_delete.connect(note_deleted, sender=User)
    post_delete.connect(note_factor_removed, sender=Authenticator)
    ledger.register(DELETED, delete_again)
    ledger.register(CHANGED, take_rights_again)
    ledger.register(FACTOR_REMOVED, remove_factors_again)
