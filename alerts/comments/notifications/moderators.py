"""Emails to moderators about waiting comments, without the texts or other data from the writers."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from home import mail
from home.addresses import absolute
from home.people.mail_preferences import MailChoice
from home.people.models import User

from ..models import PostComment, Status
from ..models.moderators import (
    ModeratorPreferences,
    languages_of,
    moderators_to_notify,
    queue_of,
)

# Emails about new comments


def notify_moderators(*languages: str) -> None:
    """Queue emails to moderators of `languages` who want to hear of new comments at once."""
    for user in {u for one in languages for u in moderators_to_notify(MailChoice.AT_ONCE, one)}:
        mail.queue(waiting_email, user=user)


def waiting_email(_no_id: int, user: User) -> mail.Email | mail.Later | None:
    """Return the email about the newest waiting comment, `Later` if it must wait, or None."""
    now, languages = timezone.now(), languages_of(user)
    preferences = ModeratorPreferences.of(user)
    if preferences.mail != MailChoice.AT_ONCE:
        return None
    waiting = PostComment.objects.filter(status=Status.PENDING).in_queue_of(languages)
    new = waiting.annotate(since=Coalesce(F("queued_at"), F("submitted")))
    if notified_at := preferences.mailed_at:
        new = new.filter(since__gt=notified_at)
    comment = new.select_related("post").order_by("since").last()
    if comment is None:
        return None
    if due := preferences.must_wait_until(now):
        return mail.Later(due)
    return mail.Email(
        f"A comment in {comment.get_language_display()} waits for you",
        "comments/admin/mail/at_once",
        {
            "title": comment.post.title,
            "comment_language": comment.get_language_display(),
            "waiting": waiting.count(),
            "queue": moderation_queue_address(),
        },
        # Store the time of the query, so that the next email is about comments that arrive later.
        on_sent=partial(preferences.record_mail, now),
    )


# Daily summaries


@dataclass
class Queue:
    """Counts of the waiting and the flagged comments in one language."""

    # Name of the language.
    language: str
    waiting: int = 0
    # Time at which the oldest waiting comment joined the queue.
    oldest: datetime | None = None
    flagged: int = 0


# Languages of comments, and those to which they were passed, with their counts as in `Queue`.
Rows = list[tuple[str, str, int, datetime | None, int]]


def queue_rows() -> Rows:
    """Return rows of (language, passed_to, waiting, oldest, flagged), loaded in one query."""
    pending = Q(status=Status.PENDING)
    return list(
        PostComment.objects.filter(pending | Q(status=Status.PUBLISHED, flag_count__gt=0))
        .order_by("language", "passed_to")
        .values_list("language", "passed_to")
        .annotate(
            waiting=Count("pk", filter=pending),
            oldest=Min(Coalesce("queued_at", "submitted"), filter=pending),
            flagged=Count("pk", filter=Q(flag_count__gt=0)),
        )
    )


def queues(rows: Rows, languages: list[str]) -> list[Queue]:
    """Return a `Queue` for each of `languages` in which a comment waits for a moderator."""
    found = {code: Queue(name) for code, name in settings.LANGUAGES if code in languages}
    for language, passed_to, waiting, oldest, flagged in rows:
        if queue := found.get(queue_of(language, passed_to, languages)):
            queue.waiting += waiting
            queue.flagged += flagged
            queue.oldest = min(filter(None, (queue.oldest, oldest)), default=None)
    return [queue for queue in found.values() if queue.waiting]


@transaction.atomic
def queue_summaries() -> int:
    """Queue the daily summaries that are due, and return their count."""
    codes = {
        code
        for language, passed_to, waiting, *_others in queue_rows()
        if waiting
        for code in (language, passed_to)
    }
    people = {
        user for code in codes - {""} for user in moderators_to_notify(MailChoice.DAILY, code)
    }
    queued = 0
    for user in sorted(people, key=lambda user: user.pk):
        if ModeratorPreferences.claim_summary(user):
            mail.queue(summary_email, user=user)
            queued += 1
    return queued


def summary_email(_no_id: int, user: User) -> mail.Email | None:
    """Return the summary of the waiting comments that `user` may publish, or None if not due."""
    if ModeratorPreferences.of(user).mail != MailChoice.DAILY:
        return None
    mine = queues(queue_rows(), languages_of(user))
    if not mine:
        return None
    count = sum(queue.waiting for queue in mine)
    return mail.Email(
        f"{count} comments wait for you" if count != 1 else "1 comment waits for you",
        "comments/admin/mail/daily",
        {
            "queues": mine,
            "oldest": min(queue.oldest for queue in mine if queue.oldest),
            "flagged": sum(queue.flagged for queue in mine),
            "queue": moderation_queue_address(),
        },
    )


def moderation_queue_address() -> str:
    return absolute(reverse("moderation:index"))
