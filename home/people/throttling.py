"""Limits on attempts to sign in, type codes and request new passwords.

Attempts are counted per account and per network address. A browser in which somebody has signed in
before has a count of its own, so that strangers who try passwords cannot lock the owner out.
Usernames and addresses are stored as keyed hashes, for at most a day.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Attempts, User

TOO_MANY = "Too many attempts. Wait 15 minutes, then try again."
_COOKIE = "known_browser"
_COOKIE_AGE = timedelta(days=180)
# Hexadecimal digits of an address's hash: thousands of addresses share each value.
_DIGITS_OF_ADDRESS = 4


@dataclass(frozen=True)
class Limit:
    """Largest count of attempts in a period, which is at most a day."""

    name: str
    count: int
    period: timedelta


QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
ACCOUNT = Limit("account", 10, QUARTER)
ADDRESS = Limit("address", 50, QUARTER)
CODES = (Limit("codes", 10, QUARTER), Limit("codes of a day", 50, DAY))
RESETS = Limit("resets", 3, HOUR)
RESETS_OF_ADDRESS = Limit("resets of an address", 20, HOUR)


class SignInAttempt:
    """One attempt to sign in to the account `username`. It counts until it succeeds."""

    def __init__(self, request: HttpRequest, username: str) -> None:
        self._account = username.casefold()
        user = User.objects.filter(username=username).only("pk").first()
        browser = user and _known_browser(request, user)
        if browser:
            self._account, self._address = f"{self._account} {browser}", ""
        else:
            self._address = _address(request)
        self.is_allowed = take(ACCOUNT, self._account)
        if self._address:
            self.is_allowed &= take(ADDRESS, self._address)

    def succeed(self) -> None:
        clear(ACCOUNT, self._account)
        if self._address:
            _give_back(ADDRESS, self._address)


class CodeAttempt:
    """One attempt to type a code or password as `user`. It counts until it succeeds."""

    def __init__(self, request: HttpRequest, user: User) -> None:
        self._key = f"{user.pk} {_known_browser(request, user)}"
        taken = [take(limit, self._key) for limit in CODES]
        self.is_allowed = all(taken)

    def succeed(self) -> None:
        for limit in CODES:
            clear(limit, self._key)


def may_reset_from(request: HttpRequest | None) -> bool:
    """Count a request for a new password from an address. Return False if there are too many."""
    address = _address(request) if request else ""
    return not address or take(RESETS_OF_ADDRESS, address)


@transaction.atomic
def take(limit: Limit, value: str) -> bool:
    """Count an attempt. Return False if `limit` is exceeded. Delete expired counts."""
    now = timezone.now()
    Attempts.objects.filter(expires_at__lte=now).delete()
    row, _created = Attempts.objects.get_or_create(
        key=_hash(limit, value), defaults={"expires_at": now + limit.period}
    )
    Attempts.objects.filter(pk=row.pk).update(count=F("count") + 1)
    row.refresh_from_db()
    return row.count <= limit.count


def clear(limit: Limit, value: str) -> None:
    Attempts.objects.filter(key=_hash(limit, value)).delete()


def delete_expired(*, dry_run: bool) -> int:
    """Delete expired counts, and return how many."""
    old = Attempts.objects.filter(expires_at__lte=timezone.now())
    return old.count() if dry_run else old.delete()[0]


def remember_browser(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Mark the browser with a cookie as one in which `user` has signed in."""
    browser = _known_browser(request, user) or secrets.token_urlsafe(12)
    response.set_cookie(
        _COOKIE,
        signing.dumps([user.pk, browser], salt=_COOKIE),
        max_age=_COOKIE_AGE,
        path="/admin/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _known_browser(request: HttpRequest, user: User) -> str:
    """Return the random name of a browser in which `user` has signed in, or ""."""
    try:
        pk, browser = signing.loads(
            request.COOKIES.get(_COOKIE, ""), salt=_COOKIE, max_age=_COOKIE_AGE
        )
    except (signing.BadSignature, ValueError):
        return ""
    return browser if pk == user.pk else ""


def _address(request: HttpRequest) -> str:
    """Return the client's address, or "" if it is that of the server, which everybody may share."""
    address = request.META.get("REMOTE_ADDR", "")
    try:
        return "" if ip_address(address).is_loopback else address
    except ValueError:
        return ""


def _hash(limit: Limit, value: str) -> str:
    digest = salted_hmac(f"{__name__} {limit.name}", value, algorithm="sha256").hexdigest()
    if limit in (ADDRESS, RESETS_OF_ADDRESS):
        digest = digest[:_DIGITS_OF_ADDRESS]
    return f"{limit.name} {digest}"


def _give_back(limit: Limit, value: str) -> None:
    rows = Attempts.objects.filter(key=_hash(limit, value), count__gt=0)
    rows.update(count=F("count") - 1)
