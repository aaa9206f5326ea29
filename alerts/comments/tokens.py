"""Tokens in the URLs of comments' private pages.

A token is derived from the key of the form token and from the site's secret. A form that is sent
twice therefore leads to the same URL, and a copy of the database is not enough to open a page.
"""

from hashlib import sha256

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_encode


def make_token(key: str) -> str:
    """Return the token for a new comment, from the key of its form token."""
    return _make(key, settings.SECRET_KEY)


def find_token(key: str, token_hash: str | None) -> str:
    """Return the token for a stored comment, made with the current or a former secret key."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _make(key, secret)
        if hash_of(token) == token_hash:
            return token
    return make_token(key)


def _make(key: str, secret: str) -> str:
    digest = salted_hmac("comments.private_link", key, secret=secret, algorithm="sha256").digest()
    return urlsafe_base64_encode(digest)


def hash_of(token: str) -> str:
    """Return the hash of `token` that the database stores."""
    return sha256(token.encode()).hexdigest()
