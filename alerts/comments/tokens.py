"""Tokens in the addresses of the private pages of comments.

A token is derived from the key of the form token and from the site's secret. A form that is sent
twice therefore leads to the same address, and a copy of the database opens no page.
"""

from hashlib import sha256

from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_encode


def make_token(key: str) -> str:
    """Return the token of the comment that was stored under `key`, the key of its form token."""
    return urlsafe_base64_encode(
        salted_hmac("comments.private_link", key, algorithm="sha256").digest()
    )


def hash_of(token: str) -> str:
    """Return the hash under which the database stores `token`: 64 hexadecimal digits."""
    return sha256(token.encode()).hexdigest()
