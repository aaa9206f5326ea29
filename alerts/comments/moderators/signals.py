"""Queues the emails to moderators when a comment is posted."""

from django.dispatch import receiver
from django_comments.signals import comment_was_posted

from ..models import PostComment, Status
from .emails import tell_moderators


@receiver(comment_was_posted, sender=PostComment)
def tell_who_publishes_its_language(comment, **kwargs):
    """The reader's form has stored a comment; the email is queued in the same transaction."""
    if comment.status == Status.PENDING:
        tell_moderators(comment.language)
