"""Comment availability: a post takes none if its editors, the moderators or the clock say so."""

from django.db import models
from django.db.models import Exists
from wagtail.models import Page

from alerts.models import AlertSettings
from home.clock import changes_at, now

from .models import CommentSettings

# Expressions for queries that are made anyway: moderators have paused all comments; the number of
# days for which an alert takes comments after its end.
RULES = {
    "is_paused": Exists(CommentSettings.objects.filter(is_paused=True)),
    "comment_days": AlertSettings.comment_days_in_a_query(),
}


class Closed(models.TextChoices):
    """Reason for which a post takes no comments."""

    BY_EDITORS = "editors"
    PAUSED = "paused"
    OVER = "over"


def comment_rules(**more):
    """Return the values of the `RULES` and of the expressions in `more`, in one query."""
    root = Page.objects.filter(depth=1)  # the one row that every site has
    return root.values(**RULES, **more).get()


def rules_in(row):
    """Return the values of the `RULES` from a row that was loaded with them."""
    return {name: getattr(row, name) for name in RULES}


def closed_reason(post, *, is_paused, comment_days):
    """Return the reason for which `post`, as the reader has it, takes no comments, or None.

    The English page decides for all languages. The days are those of the `RULES`.
    """
    if not (post.source.is_published and post.source.comments_open):
        return Closed.BY_EDITORS
    closes_at = post.comments_close_at(comment_days)
    changes_at(closes_at)
    if closes_at and closes_at <= now():
        return Closed.OVER
    return Closed.PAUSED if is_paused else None
