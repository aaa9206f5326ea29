"""Tokens in the addresses of private pages of comments.

A token is derived from the key of the form token and from the site's secret. A form that is sent
twice therefore gets the same address, and the database alone opens no page.
"""

from hashlib import sha256

from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_encode


def make_token(key):
    """Return the token for the comment whose form token had this `key`."""
    return urlsafe_base64_encode(
        salted_hmac("comments.private_link", key, algorithm="sha256").digest()
    )


def hash_of(token):
    """Return the hash of a token, as the database stores it."""
    return sha256(token.encode()).hexdigest()
