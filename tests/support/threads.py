"""Helpers for tests of comment threads."""

from alerts.comments.models import Status
from home.addresses import page_address
from tests import factories as make
from tests.support.soup import parse


def comments_address(post, language="en"):
    """Return the URL of the page with the comments on `post` in other languages."""
    return page_address(post, language) + "comments/"


def permalink(comment, language=None):
    return f"{comments_address(comment.post, language or comment.language)}{comment.pk}/"


def texts_at(client, address):
    page = parse(client.get(address))
    return [text.text.strip() for text in page.select("#comments .comment-text")]


def levels(client, address):
    """Return (level, text) for each comment. A level is the number of nested lists around it."""
    page = parse(client.get(address))
    return [
        (len(text.find_parents("ol")), text.text.strip()) for text in page.select(".comment-text")
    ]


def conversation(post, language="en", status=Status.PUBLISHED):
    a = make.comment(post, language, text="a", status=status)
    b = make.comment(post, language, text="b", reply_to=a)
    return a, b, make.comment(post, language, text="c", reply_to=b)
