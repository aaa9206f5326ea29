"""Scheduled jobs of comments: what is deleted after a time, and the moderators' daily summary."""

from datetime import time, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from home.operations import housekeeping, schedule

from .erasure import IS_GONE, NEEDS_ITS_PLACE, empty_log, erase_comments
from .models import PostComment, Redaction, SpamScreening, Status
from .models.follow_up import CONFIRM_WITHIN
from .notifications import expiry
from .notifications.moderators import queue_summaries
from .spam import limits

# How long a decision, and the taking out of words, can be undone.
UNDO_FOR = timedelta(days=30)
_BATCH = 200


def purge(*, dry_run):
    """Delete what was rejected, or taken for spam, long ago; never evidence.

    A reply that can still be decided on otherwise keeps the places above it.
    """
    before = timezone.now() - UNDO_FOR
    refused = Q(status__in=(Status.REJECTED, Status.SPAM)) & ~IS_GONE
    # The spam checks mark spam without a moderator: then its time begins when it was sent.
    is_recent = Q(moderated_at__gte=before) | Q(moderated_at=None, submitted__gte=before)
    is_old = Q(moderated_at__lt=before) | Q(moderated_at=None, submitted__lt=before)
    due = PostComment.objects.filter(refused, is_old)
    if dry_run:
        return due.count()
    number = 0
    while pks := list(due.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        number += erase_comments(
            due.filter(pk__in=pks),
            mark="is_erased",
            needed=NEEDS_ITS_PLACE | (refused & is_recent),
        )
    return number


def delete_originals(*, dry_run):
    """Delete what comments said before words were taken out long ago; evidence keeps it."""
    old = Redaction.objects.filter(redacted_at__lt=timezone.now() - UNDO_FOR).exclude(
        comment__status=Status.EVIDENCE
    )
    if dry_run:
        return old.count()
    with transaction.atomic():
        # A reason of the spam checks may quote a word that was taken out.
        SpamScreening.objects.filter(comment__redaction__in=old).update(reasons=[])
        return old.delete()[0]


def delete_unconfirmed(*, dry_run):
    """Delete the addresses that were left and never confirmed."""
    return expiry.delete_unconfirmed(timezone.now() - CONFIRM_WITHIN, dry_run)


def delete_closed(*, dry_run):
    """Delete the addresses of writers whose thread is closed."""
    return expiry.delete_closed(dry_run)


def delete_counts(*, dry_run):
    """Delete the counts whose window is over, and all keys but today's."""
    number = limits.delete_old_counts(dry_run=dry_run)
    if number and not dry_run:
        empty_log()
    return number


def register():
    """Register the steps of housekeeping and the periodic jobs; some are both."""
    for what, step in (
        ("rejected and spam comments", purge),
        ("originals of comments that words were taken out of", delete_originals),
        ("addresses for mails that nobody confirmed", delete_unconfirmed),
        ("addresses for mails about comments of which there is no more to tell", delete_closed),
        ("counts of addresses, and the keys of former days to them", delete_counts),
    ):
        housekeeping.register(what, step)
    # The privacy page promises two days at most, of counts and of addresses.
    hourly = schedule.Every(timedelta(hours=1))
    for step in (delete_counts, delete_unconfirmed):
        schedule.register(step.__name__, hourly, partial(step, dry_run=False))
    schedule.register("moderators_summary", schedule.Daily(time(7, 30)), queue_summaries)
