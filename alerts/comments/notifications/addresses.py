"""Services that store, confirm and delete the email address of a comment's writer."""

import logging

from django.db import transaction
from django.utils import timezone

from home import mail
from home.operations import ledger
from home.operations.write_ahead_log import empty_log_on_commit

from .. import erasure_ledger as erasures
from ..erasure import IS_GONE
from ..models import FollowUp, PostComment
from ..models.follow_up import AskedAddress
from .follow_ups import confirm_email, published_email

logger = logging.getLogger(__name__)


@transaction.atomic
def add_address(comment: PostComment, email: str) -> None:
    """Store the writer's address and ask to confirm it, unless the comment has one or is gone."""
    comment.lock_thread()
    if not PostComment.objects.filter(~IS_GONE, pk=comment.pk).exists():
        return
    follow_up, is_new = FollowUp.objects.get_or_create(
        comment=comment, defaults={"email": email, "language": comment.language}
    )
    if is_new:
        mail.queue(confirm_email, follow_up.pk)


@transaction.atomic
def confirm_address(follow_up: FollowUp) -> None:
    """Confirm an address, and queue the email about the publication if the comment is public."""
    waiting = FollowUp.objects.filter(pk=follow_up.pk, confirmed_at=None)
    if waiting.update(confirmed_at=timezone.now()):
        AskedAddress.delete_for(follow_up.email)
        if follow_up.comment.is_shown:
            mail.queue(published_email, follow_up.pk)


def stop_emails(follow_up: FollowUp) -> None:
    """Delete the address of a writer who wants no more emails."""
    try:
        ledger.record(erasures.STOPPED, follow_up.key)
    except OSError:
        # Delete the address all the same, although a restored backup may then bring it back.
        logger.exception("The ledger cannot be written.")
    follow_up.delete()
    empty_log_on_commit()
