"""Limits on attempts to sign in, type codes and request new passwords.

A browser is known if the owner of an account has used it to sign in, set a new password or follow a
link with a code. Strangers cannot add to the count of a known browser, so they cannot lock the
owner out. Browsers without a complete sign-in share one count of codes, because a stranger who
reads the owner's email can make a browser known.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from home import rate_limits

from .models import User

TOO_MANY_SIGN_INS = (
    "Too many attempts. Wait 15 minutes, or set a new password with “Forgotten password?”: then you"
    " can sign in at once in the same browser."
)
TOO_MANY_CODES = "Too many attempts. Wait 15 minutes, then try again."
TOO_MANY_CODES_TODAY = "Too many attempts today. Try again tomorrow, or ask an administrator."
_COOKIE = "known_browser"
_COOKIE_AGE = timedelta(days=180)
# Name under which codes are counted for all known browsers without a complete sign-in. Random
# names are longer.
_BY_EMAIL = "by email"
# Seconds for which a code of an app is accepted: its own half minute and those beside it.
_CODE_LIFE = 90


@dataclass(frozen=True)
class Limit:
    """Largest count of attempts in a window. `window` is in seconds, and at most a day."""

    name: str
    count: int
    window: int


@dataclass(frozen=True)
class _Browser:
    name: str  # random, from the cookie
    has_signed_in: bool


QUARTER = 15 * 60  # seconds
ADDRESS = Limit("sign-in of address", 50, QUARTER)
ACCOUNT_OF_ADDRESS = Limit("sign-in of address to account", 10, QUARTER)
ACCOUNT = Limit("sign-in to account", 30, QUARTER)
BROWSER = Limit("sign-in of browser", 10, QUARTER)
CODES = Limit("code", 10, QUARTER)
CODES_OF_A_DAY = Limit("code", 50, rate_limits.DAY)
RESETS = Limit("reset", 3, rate_limits.HOUR)
RESETS_OF_ADDRESS = Limit("reset of address", 20, rate_limits.HOUR)


class SignInAttempt:
    """Attempt to sign in to the account `username`, which counts unless `succeed` is called."""

    def __init__(self, request: HttpRequest, username: str) -> None:
        account, address = username.casefold(), _address(request)
        user = User.objects.filter(username=username).only("pk").first()
        if browser := user and _known_browser(request, user):
            self._counts = [(BROWSER, f"{account} {browser.name}")]
        elif address:
            self._counts = [
                (ADDRESS, address),
                (ACCOUNT_OF_ADDRESS, f"{account} {address}"),
                (ACCOUNT, account),
            ]
        else:
            self._counts = [(ACCOUNT, account)]
        # `all` stops at an exceeded limit, so its address adds nothing to the counts of accounts.
        self.is_allowed = all(take(limit, value) for limit, value in self._counts)

    def succeed(self) -> None:
        for limit, value in self._counts:
            if limit is ADDRESS:
                rate_limits.take_back(_event(limit, value))
            else:
                rate_limits.clear(_event(limit, value))


class CodeAttempt:
    """Attempt to type a code or password as `user`, which counts unless `succeed` is called.

    `problem` is a sentence for the user if there were too many attempts, and otherwise "".
    """

    def __init__(self, request: HttpRequest, user: User) -> None:
        self._user = user
        browser = _known_browser(request, user)
        if browser and not browser.has_signed_in:
            name = _BY_EMAIL
        else:
            name = browser.name if browser else ""
        self._value = f"{user.pk} {name}"
        self.problem = ""
        if not take(CODES, self._value):
            self.problem = TOO_MANY_CODES
        elif not take(CODES_OF_A_DAY, self._value):
            self.problem = TOO_MANY_CODES_TODAY

    def succeed(self) -> None:
        rate_limits.clear(_event(CODES, self._value), _event(CODES_OF_A_DAY, self._value))

    def is_new(self, code: str) -> bool:
        """Record the use of `code`. Return False if the user had just used it."""
        key = rate_limits.key("used code", f"{self._user.pk} {code}")
        return rate_limits.is_first("used code", key, _CODE_LIFE)


def may_reset_from(request: HttpRequest | None) -> bool:
    """Count a password reset request by its address, if known. Return False after too many."""
    address = _address(request) if request else ""
    return not address or take(RESETS_OF_ADDRESS, address)


def take(limit: Limit, value: str) -> bool:
    """Count an attempt by `value`, such as an address. Return False if `limit` is exceeded."""
    return rate_limits.count(_event(limit, value))[0] < limit.count


def _event(limit: Limit, value: str) -> rate_limits.Event:
    return (limit.name, rate_limits.key(limit.name, value), limit.window)


def note_use(request: Any, user: User, *, has_signed_in: bool) -> None:
    """Record that `user` uses the browser of `request`, for `remember_browser`.

    `has_signed_in` is True after a complete sign-in, with the second factor if there is one.
    """
    request.used_by = (user, has_signed_in)


def remember_browser(request: HttpRequest, response: HttpResponseBase) -> None:
    """Set a signed cookie if `note_use` was called for the request."""
    if (used_by := getattr(request, "used_by", None)) is None:
        return
    user, has_signed_in = used_by
    browser = _known_browser(request, user)
    # A complete sign-in gives a new name, under which nothing has been counted.
    if browser is None or (has_signed_in and not browser.has_signed_in):
        browser = _Browser(secrets.token_urlsafe(12), has_signed_in)
    response.set_cookie(
        _COOKIE,
        signing.dumps([user.pk, browser.name, browser.has_signed_in], salt=_COOKIE),
        max_age=_COOKIE_AGE,
        path="/admin/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _known_browser(request: HttpRequest, user: User) -> _Browser | None:
    try:
        pk, name, has_signed_in = signing.loads(
            request.COOKIES.get(_COOKIE, ""), salt=_COOKIE, max_age=_COOKIE_AGE
        )
    except (signing.BadSignature, ValueError):
        return None
    return _Browser(name, has_signed_in) if pk == user.pk else None


def _address(request: HttpRequest) -> str:
    address = request.META.get("REMOTE_ADDR", "")
    try:
        # Behind a proxy that is not trusted, all clients have a loopback address.
        return "" if ip_address(address).is_loopback else rate_limits.network_of(address)
    except ValueError:
        return ""
