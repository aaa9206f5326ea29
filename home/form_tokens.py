"""Form tokens: CSRF protection for readers' forms without a session or cookie.

Django's own CSRF check needs a cookie. Instead, each form contains a signed token, made for one
purpose and one subject. The token expires after `MAX_AGE`. Views check the token, and the browser's
Origin and Fetch Metadata headers.
"""

import secrets
import time
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control

MAX_AGE = 6 * 60 * 60  # seconds; enough time to write slowly on a phone


class InvalidFormToken(Exception):
    """Raised when a form token cannot be accepted."""


def make_form_token(purpose: str, subject: int | str) -> str:
    """Return a new token for the form named `purpose` and the object identified by `subject`."""
    return signing.dumps([subject, secrets.token_urlsafe(12)], salt=f"form_token:{purpose}")


def read_form_token(form_token: str, purpose: str, subject: int | str) -> str:
    """Return the key of a valid form token, a hash that differs for each token.

    Raises:
        InvalidFormToken: the token is missing, forged, too old, or for another form or subject.
    """
    try:
        token_subject, nonce = signing.loads(
            form_token, salt=f"form_token:{purpose}", max_age=MAX_AGE
        )
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise InvalidFormToken from error
    if token_subject != subject:
        raise InvalidFormToken
    return sha256(f"{purpose}:{subject}:{nonce}".encode()).hexdigest()


def age_of(form_token: str) -> int:
    """Return the age of a valid form token in whole seconds."""
    _value, made, _signature = form_token.rsplit(":", 2)
    return max(int(time.time()) - signing.b62_decode(made), 0)


def keep_typed_text(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Decorate a form view so that the Back button restores the typed text after an error.

    Browsers discard the typed text of a page that was sent with "no-store".
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.method == "POST" and 300 <= response.status_code < 400:
            add_never_cache_headers(response)
            if request.GET.get("send", "1") != "1":  # numbers of `own_entry`
                empty_browser_cache(request, response)
        else:
            let_back_restore(response)
        return response

    return wrapper


def let_back_restore(response: HttpResponseBase) -> None:
    """Replace the caching rules of a form, so that the Back button restores the typed text."""
    response.headers.pop("Cache-Control", None)
    patch_cache_control(response, private=True, no_cache=True)


def empty_browser_cache(request: HttpRequest, response: HttpResponseBase) -> None:
    """Tell the browser to empty its cache of this site, unless a script sent `request`."""
    # The cache is emptied only after a page is left, and a script's request leaves its page open.
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        response["Clear-Site-Data"] = '"cache"'


def comes_from_elsewhere(request: HttpRequest, *, hides_origin: bool = False) -> bool:
    """Return True if the browser reports that a page of another origin sent this request.

    Old browsers report nothing, so a form token must be checked too. With `hides_origin`, accept
    `Origin: null`, which browsers send from a page with `Referrer-Policy: no-referrer`.
    """
    # https://www.w3.org/TR/fetch-metadata/
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if not origin or (hides_origin and origin == "null"):
        return False
    try:
        return urlsplit(origin).netloc != request.get_host()
    except ValueError:  # not a valid address
        return True
