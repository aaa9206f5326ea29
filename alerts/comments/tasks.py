"""Mail about comments: what nobody should wait for, and a restart must not lose."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django_tasks import task

from home.addresses import absolute

from .models import CommentSettings, PostComment, Status


@task(queue_name="default", backend="durable")
def tell_of_evidence(comment_id):
    """Tell the named contact of a threat, without a word of it; nothing if it was released meanwhile."""
    contact = CommentSettings.load().contact
    if not contact or not PostComment.objects.filter(pk=comment_id, status=Status.EVIDENCE):
        return
    address = absolute(reverse("moderation:index")) + f"?status={Status.EVIDENCE}"
    send_mail(
        "A comment was kept as evidence",
        f"A moderator kept comment {comment_id} as evidence. It is not public, and not deleted before"
        f" an administrator releases it. Please read it here:\n\n{address}\n",
        settings.DEFAULT_FROM_EMAIL,
        [contact],
    )
