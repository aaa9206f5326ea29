"""Scheduled jobs for comments: deletion of old data, and the moderators' daily summary.

With `dry_run`, a job only counts what it would delete.
"""

from datetime import UTC, datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from home import rate_limits
from home.operations import housekeeping, schedule
from home.operations.housekeeping import Step
from home.operations.write_ahead_log import empty_log_patiently

from .erasure import IS_GONE, NEEDS_ITS_PLACE, erase_comments
from .models import PostComment, Redaction, SpamScreening, Status
from .models.follow_up import CONFIRM_WITHIN
from .notifications import expiry
from .notifications.moderators import queue_summaries

# Time during which decisions and redactions can be undone.
UNDO_FOR = timedelta(days=30)
_BATCH = 200


def purge(*, dry_run: bool) -> int:
    """Erase comments that were rejected or marked as spam more than `UNDO_FOR` ago."""
    before = timezone.now() - UNDO_FOR
    refused = Q(status__in=(Status.REJECTED, Status.SPAM)) & ~IS_GONE
    # For spam that no moderator has decided on, the time starts when the comment was sent.
    is_old = Q(moderated_at__lt=before) | Q(moderated_at=None, submitted__lt=before)
    due = PostComment.objects.filter(refused, is_old)
    if dry_run:
        return due.count()
    count = 0
    while pks := list(due.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        count += erase_comments(
            due.filter(pk__in=pks),
            mark="is_erased",
            # A placeholder stays while the decision about a reply can be undone.
            needed=NEEDS_ITS_PLACE | (refused & ~is_old),
        )
    return count


def delete_originals(*, dry_run: bool) -> int:
    """Delete the originals of comments redacted more than `UNDO_FOR` ago, except evidence."""
    old = Redaction.objects.filter(redacted_at__lt=timezone.now() - UNDO_FOR).exclude(
        comment__status=Status.EVIDENCE
    )
    if dry_run:
        return old.count()
    with transaction.atomic():
        # The reasons of the spam checks can quote a removed word.
        SpamScreening.objects.filter(comment__redaction__in=old).update(reasons=[])
        return old.delete()[0]


def delete_unconfirmed(*, dry_run: bool) -> int:
    """Delete email addresses that nobody confirmed within `CONFIRM_WITHIN`; return the count."""
    return expiry.delete_unconfirmed(timezone.now() - CONFIRM_WITHIN, dry_run)


def delete_closed(*, dry_run: bool) -> int:
    """Delete email addresses of writers who will get no more emails, and return the count."""
    return expiry.delete_closed(dry_run)


def delete_counts(*, dry_run: bool) -> int:
    """Delete the outdated rows of `home.rate_limits`, and run `forget_senders`."""
    return rate_limits.delete_old_counts(dry_run=dry_run) + forget_senders(dry_run=dry_run)


def forget_senders(*, dry_run: bool) -> int:
    """Blank `sender` in the screenings of comments sent before today, and return the count."""
    today = datetime.combine(datetime.now(UTC).date(), time(), UTC)
    old = SpamScreening.objects.exclude(sender="").filter(comment__submitted__lt=today)
    return old.count() if dry_run else old.update(sender="")


def _delete_and_empty_log(step: Step) -> None:
    step(dry_run=False)
    # So no file keeps the deleted data.
    empty_log_patiently()


def register() -> None:
    for name, step in (
        ("rejected and spam comments", purge),
        ("originals of redacted comments", delete_originals),
        ("email addresses that nobody confirmed", delete_unconfirmed),
        ("email addresses of writers who will get no more emails", delete_closed),
        ("counts by address, and the keys of former days", delete_counts),
    ):
        housekeeping.register(name, step)
    # The privacy page promises that counts and unconfirmed addresses are kept two days at most.
    hourly = schedule.Every(timedelta(hours=1))
    for step in (delete_counts, delete_unconfirmed):
        schedule.register(step.__name__, hourly, partial(_delete_and_empty_log, step))
    schedule.register("moderators_summary", schedule.Daily(time(7, 30)), queue_summaries)
