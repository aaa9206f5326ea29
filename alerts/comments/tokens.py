"""Tokens in the addresses of private pages of comments.

It follows from the key of the form's form_token, so that a form sent twice gets the same
address, and from the site's secret, so that the database alone opens none.
"""

from hashlib import sha256

from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_encode


def make_token(key):
    """Return the token for the comment whose form had the token with this `key`."""
    return urlsafe_base64_encode(
        salted_hmac("comments.private_link", key, algorithm="sha256").digest()
    )


def hash_of(token):
    """Return the hash of a token that the database keeps."""
    return sha256(token.encode()).hexdigest()
