"""Queues the question to whoever left an address with a comment."""

from django.dispatch import receiver
from django_comments.signals import comment_was_posted

from home import mail

from ..models import PostComment
from .emails import confirm_email


@receiver(comment_was_posted, sender=PostComment)
def ask_whoever_left_an_address(comment, **kwargs):
    """The reader's form has stored a comment."""
    if hasattr(comment, "follow_up"):
        mail.queue(confirm_email, comment.follow_up.pk)
