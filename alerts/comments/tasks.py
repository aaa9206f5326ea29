"""Mail about comments: what nobody should wait for, and a restart must not lose."""

from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from home.addresses import absolute

from . import mail
from .followups.tasks import TRY_AGAIN
from .models import CommentSettings, PostComment, Status


@task(queue_name="default", backend="durable")
def tell_of_evidence(comment_id, attempt=0):
    """Tell the named contact of a threat, without a word of it; nothing if it was released meanwhile.

    Raises:
        mail.NotSent: it has failed for the last time.
    """
    contact = CommentSettings.load().contact
    if not contact or not PostComment.objects.filter(pk=comment_id, status=Status.EVIDENCE):
        return
    address = absolute(reverse("moderation:index")) + f"?status={Status.EVIDENCE}"
    try:
        mail.send(
            "comments/admin/mail/evidence",
            "A comment was kept as evidence",
            contact,
            number=comment_id,
            address=address,
        )
    except mail.NotSent:
        if attempt >= len(TRY_AGAIN):
            raise
        later = tell_of_evidence.using(run_after=timezone.now() + TRY_AGAIN[attempt])
        later.enqueue(comment_id, attempt + 1)
