"""Rules that decide whether a post takes comments."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists
from django.db.models.expressions import Combinable
from wagtail.models import Locale

from alerts.models import AlertSettings, Post
from home.clock import changes_at, now

from .models import CommentSettings

# Expressions to add to other queries: `is_paused` is True if moderators have paused all comments;
# `comment_days` is the number of days after its end for which an alert takes comments.
RULES = {
    "is_paused": Exists(CommentSettings.objects.filter(is_paused=True)),
    "comment_days": AlertSettings.comment_days_in_a_query(),
}


class Closed(models.TextChoices):
    """Reason why a post takes no comments."""

    BY_EDITORS = "editors"
    PAUSED = "paused"
    OVER = "over"


def comment_rules(**more: Combinable) -> dict[str, Any]:
    """Return the results of `RULES` and `more` by name, in one query."""
    # A row that every database has exactly once.
    english = Locale.objects.filter(language_code=settings.LANGUAGE_CODE)
    return dict(english.values(**RULES, **more).get())


def rules_in(row: models.Model) -> dict[str, Any]:
    """Return the results of `RULES` by name, from a `row` annotated with `RULES`."""
    return {name: getattr(row, name) for name in RULES}


def closed_reason(post: Post, *, is_paused: bool, comment_days: int) -> Closed | None:
    """Return the reason for closed comments on `post`, or None if `post` takes comments."""
    if not (post.source.is_published and post.source.comments_open):
        return Closed.BY_EDITORS
    closes_at = post.comments_close_at(comment_days)
    changes_at(closes_at)
    if closes_at and closes_at <= now():
        return Closed.OVER
    return Closed.PAUSED if is_paused else None


def accepts_comments(post: Post) -> bool:
    """Return True if `post` takes comments and has no view restrictions."""
    return closed_reason(post, **comment_rules()) is None and not any(
        page.get_view_restrictions().exists() for page in {post.source, post}
    )
