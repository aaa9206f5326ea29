"""When mails to moderators are queued."""

from django.dispatch import receiver
from django_comments.signals import comment_was_posted

from ..models import PostComment, Status
from .tasks import tell_moderators


@receiver(comment_was_posted, sender=PostComment)
def tell_who_publishes_its_language(comment, **kwargs):
    """The reader's form has stored a comment; the mail is queued with it, in one transaction."""
    if comment.status == Status.PENDING:
        tell_moderators.enqueue(comment.pk)
