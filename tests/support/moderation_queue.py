"""Helpers for tests of the moderation queue."""

from tests.support.soup import parse

QUEUE = "/admin/comments/"


def listed(response):
    """Return the texts of the comments that the moderation queue lists."""
    return [quote.text.strip() for quote in parse(response).select("blockquote")]
