"""Whether a post takes comments, and why not: its editors, the moderators or the clock say so."""

from django.db import models
from django.db.models import Exists
from wagtail.models import Page

from alerts.models import AlertSettings
from home.clock import changes_at, now

from .models import CommentSettings

# In the queries that are made anyway: whether moderators have paused all comments, and how many
# days after the end of an alert it takes comments.
RULES = {
    "is_paused": Exists(CommentSettings.objects.filter(is_paused=True)),
    "comment_days": AlertSettings.comment_days_in_a_query(),
}


class Closed(models.TextChoices):
    """Why a post takes no comments."""

    BY_EDITORS = "editors"
    PAUSED = "paused"
    OVER = "over"


def comment_rules(**more):
    """The values of the `RULES`, and of the expressions in `more`, as a dict; one query."""
    root = Page.objects.filter(depth=1)  # the one row that every site has
    return root.values(**RULES, **more).get()


def rules_in(row):
    """The same of a row that was loaded with the `RULES`."""
    return {name: getattr(row, name) for name in RULES}


def closed_reason(post, *, is_paused, comment_days):
    """Why `post`, a page as the reader has it, takes no comments; None if it does.

    The English page decides for all languages. The days are those of the `RULES`.
    """
    if not (post.source.is_published and post.source.comments_open):
        return Closed.BY_EDITORS
    closes_at = post.comments_close_at(comment_days)
    changes_at(closes_at)
    if closes_at and closes_at <= now():
        return Closed.OVER
    return Closed.PAUSED if is_paused else None
