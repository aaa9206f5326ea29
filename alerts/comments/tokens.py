"""Tokens in the URLs of comments' private pages.

A token is derived from the key of the form token and from the site's secret. A form that is sent
twice therefore leads to the same URL, and a copy of the database is not enough to open a page.
"""

from hashlib import sha256

from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_encode


def make_token(key: str) -> str:
    """Return the token for a comment. `key` is the key of the comment's form token."""
    return urlsafe_base64_encode(
        salted_hmac("comments.private_link", key, algorithm="sha256").digest()
    )


def hash_of(token: str) -> str:
    """Return the hash of `token` that the database stores: 64 hexadecimal digits."""
    return sha256(token.encode()).hexdigest()
