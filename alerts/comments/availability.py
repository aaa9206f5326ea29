"""Comment availability: editors, moderators and time can close a post for comments."""

from django.db import models
from django.db.models import Exists
from wagtail.models import Page

from alerts.models import AlertSettings
from home.clock import changes_at, now

from .models import CommentSettings

# Expressions to add to other queries: True if moderators have paused all comments, and the number
# of days for which an alert takes comments after its end.
RULES = {
    "is_paused": Exists(CommentSettings.objects.filter(is_paused=True)),
    "comment_days": AlertSettings.comment_days_in_a_query(),
}


class Closed(models.TextChoices):
    """Reasons why a post takes no comments."""

    BY_EDITORS = "editors"
    PAUSED = "paused"
    OVER = "over"


def comment_rules(**more):
    """Return the values of the `RULES` and of the expressions in `more`, in one query."""
    root = Page.objects.filter(depth=1)  # a row that every database has exactly once
    return root.values(**RULES, **more).get()


def rules_in(row):
    """Return the values of the `RULES` from a row that was annotated with them."""
    return {name: getattr(row, name) for name in RULES}


def closed_reason(post, *, is_paused, comment_days):
    """Return the reason why `post`, in the reader's language, takes no comments, or None.

    The English page decides for all languages. The arguments are the values of the `RULES`.
    """
    if not (post.source.is_published and post.source.comments_open):
        return Closed.BY_EDITORS
    closes_at = post.comments_close_at(comment_days)
    changes_at(closes_at)
    if closes_at and closes_at <= now():
        return Closed.OVER
    return Closed.PAUSED if is_paused else None
