"""Helpers for tests of the moderation queue."""

from tests.support.soup import parse, text_of

QUEUE = "/admin/comments/"


def listed(response):
    return [quote.text.strip() for quote in parse(response).select("blockquote")]


def result(page):
    """Return the text of the result, and the HTML ID of the comment below, or None."""
    found = parse(page).select_one("#result")
    below = found.find_next_sibling("article")
    return text_of(found.p), below and below["id"]
