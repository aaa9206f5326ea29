"""Queues the emails to moderators when a comment is posted."""

from ..models import Status
from .emails import tell_moderators


def tell_who_publishes_its_language(comment, **kwargs):
    """The reader's form has stored a comment; the email is queued in the same transaction."""
    if comment.status == Status.PENDING:
        tell_moderators(comment.language)
