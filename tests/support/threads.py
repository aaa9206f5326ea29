"""Threads of comments, and their pages as a reader sees them."""

from alerts.comments.models import Status
from home.addresses import page_address
from tests import factories as make
from tests.support.reader_form import parse


def comments_address(post, language="en"):
    """Return the address of the page of comments on `post` in other languages."""
    return page_address(post, language) + "comments/"


def permalink(comment, language=None):
    """Return the permanent link to `comment`, by default in the comment's own language."""
    return f"{comments_address(comment.post, language or comment.language)}{comment.pk}/"


def texts_at(client, address):
    """Return the texts of the comments on the page at `address`."""
    page = parse(client.get(address))
    return [text.text.strip() for text in page.select("#comments .comment-text")]


def levels(client, address):
    """Return the comments on the page at `address` as (number of lists around it, text)."""
    page = parse(client.get(address))
    return [
        (len(text.find_parents("ol")), text.text.strip()) for text in page.select(".comment-text")
    ]


def conversation(post, language="en", status=Status.PUBLISHED):
    """Make a comment (a), a reply to it (b), and a reply to the reply (c)."""
    a = make.comment(post, language, text="a", status=status)
    b = make.comment(post, language, text="b", reply_to=a)
    return a, b, make.comment(post, language, text="c", reply_to=b)
