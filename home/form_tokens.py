"""Stamps: what protects the forms of readers, who have no session and no cookie.

A form is fetched by an uncached GET that puts a form token into it: signed, made for
one purpose and one subject, and valid for some hours; what must not happen twice
is stored under its key. Django's own CSRF check needs a cookie; a form token and the
browser's word about where a POST comes from take its place.
"""

import secrets
import time
from functools import wraps
from hashlib import sha256
from urllib.parse import urlsplit

from django.core import signing
from django.utils.cache import add_never_cache_headers, patch_cache_control

MAX_AGE = 6 * 60 * 60  # seconds; long enough to write slowly, on a phone, in a break


class InvalidFormToken(Exception):
    """The form token is missing, forged, for another form, too old, or used up."""


def make_form_token(purpose, subject):
    """A form token for one form: `purpose` is the form's name, `subject` the id of what it is about."""
    return signing.dumps([subject, secrets.token_urlsafe(12)], salt=f"form_token:{purpose}")


def read_form_token(form_token, purpose, subject):
    """The key under which what the form sends may be stored once: 64 hexadecimal digits.

    Raises:
        InvalidFormToken: it was not made for this form and subject, or is older than `MAX_AGE`.
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


def age_of(form_token):
    """How many whole seconds ago a `form_token` was made that `read_form_token` has accepted."""
    _value, made, _signature = form_token.rsplit(":", 2)
    return max(int(time.time()) - signing.b62_decode(made), 0)


def keeps_typed_words(view):
    """Decorate the view of a form so that Back finds what was typed if the form could not be sent.

    The form is fetched anew each time except by Back; with "no-store" a browser would forget
    the words. Answers to a POST may hold them, and are stored nowhere.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            add_never_cache_headers(response)
        else:
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return wrapper


def comes_from_elsewhere(request, *, hides_origin=False):
    """Whether the browser says that a POST was started by another site.

    By Fetch Metadata (https://www.w3.org/TR/fetch-metadata/) where it is sent, else
    by Origin; old browsers send neither with a form, and the form token alone decides.
    So it does where the form `hides_origin`: under `Referrer-Policy: no-referrer`
    browsers say `Origin: null`.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if not origin or (hides_origin and origin == "null"):
        return False
    try:
        return urlsplit(origin).netloc != request.get_host()
    except ValueError:  # not an address at all
        return True
