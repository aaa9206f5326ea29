"""The daily summary of what waits for each moderator."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone

from .. import mail
from ..models import PostComment, Status
from .models import MailChoice, ModeratorPreferences, moderators_to_tell
from .tasks import desk_address


@dataclass
class Queue:
    """What waits in one language.

    `oldest` is since when the first of them waits; `flagged` counts those, and public
    ones, that readers have asked to look at again.
    """

    language: str
    waiting: int
    oldest: datetime
    flagged: int


def queues():
    """From the code of each language in which a comment waits to its `Queue`; one query."""
    names = dict(settings.LANGUAGES)
    pending = Q(status=Status.PENDING)
    rows = (
        PostComment.objects.filter(pending | Q(status=Status.PUBLISHED, complaints__gt=0))
        .order_by("language")
        .values_list("language")
        .annotate(
            waiting=Count("pk", filter=pending),
            oldest=Min("queued_at", filter=pending),
            flagged=Count("pk", filter=Q(complaints__gt=0)),
        )
        .filter(waiting__gt=0)
    )
    return {code: Queue(names[code], *numbers) for code, *numbers in rows}


def send_summaries():
    """Send each moderator who wants it what waits in their languages, once a day at most.

    Returns (how many were sent, how many failed). It can be run again on the same day,
    and twice at once: each mail is marked as sent before it is, and no more if it fails.
    """
    waiting, today = queues(), timezone.localdate()
    people = {}
    for code, queue in waiting.items():
        for user in moderators_to_tell(MailChoice.DAILY, code):
            people.setdefault(user, []).append(queue)
    sent = failed = 0
    for user, mine in people.items():
        preferences, _made = ModeratorPreferences.objects.get_or_create(user=user)
        row = ModeratorPreferences.objects.filter(pk=preferences.pk)
        if not row.filter(Q(summary_on=None) | Q(summary_on__lt=today)).update(summary_on=today):
            continue
        try:
            _send(user, mine)
            sent += 1
        except mail.NotSent:
            row.update(summary_on=preferences.summary_on)
            failed += 1
    return sent, failed


def _send(user, mine):
    number = sum(queue.waiting for queue in mine)
    mail.send(
        "comments/admin/mail/daily",
        f"{number} comments wait for you" if number != 1 else "1 comment waits for you",
        user.email,
        queues=mine,
        oldest=min(queue.oldest for queue in mine),
        flagged=sum(queue.flagged for queue in mine),
        desk=desk_address(),
    )
