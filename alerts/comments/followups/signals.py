"""When mails about a comment are queued, beside the decisions of moderators."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from django_comments.signals import comment_was_posted

from ..models import PostComment
from .models import FollowUp
from .tasks import ask_to_confirm, tell_reply


@receiver(comment_was_posted, sender=PostComment)
def ask_whoever_left_an_address(comment, **kwargs):
    """The reader's form has stored a comment."""
    if hasattr(comment, "follow_up"):
        ask_to_confirm.enqueue(comment.follow_up.pk)


@receiver(post_save, sender=PostComment)
def tell_of_a_reply_that_waits_for_nobody(instance, created, raw, **kwargs):
    """The campaign's own replies are shown at once."""
    if not created or raw or not instance.is_shown:
        return
    if FollowUp.objects.confirmed().filter(comment=instance.reply_to_id).exists():
        tell_reply.enqueue(instance.pk)
