"""Helpers for tests of the moderation queue."""

from tests.support.soup import parse

QUEUE = "/admin/comments/"


def listed(response):
    return [quote.text.strip() for quote in parse(response).select("blockquote")]
