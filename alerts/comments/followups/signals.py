"""When mails about a comment are queued, beside the decisions of moderators."""

from django.dispatch import receiver
from django_comments.signals import comment_was_posted

from ..models import PostComment
from .tasks import ask_to_confirm


@receiver(comment_was_posted, sender=PostComment)
def ask_whoever_left_an_address(comment, **kwargs):
    """The reader's form has stored a comment."""
    if hasattr(comment, "follow_up"):
        ask_to_confirm.enqueue(comment.follow_up.pk)
