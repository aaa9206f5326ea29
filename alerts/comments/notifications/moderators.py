"""Emails to moderators; none has a word or anything else of a comment's writer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from home import mail
from home.addresses import absolute

from ..models import PostComment, Status
from ..models.moderators import MailChoice, ModeratorPreferences, languages_of, moderators_to_notify

# The shortest time between two emails at once to one person.
PAUSE = timedelta(minutes=15)


# At once


def notify_moderators(language):
    """Queue an email to those who want to know at once that a comment in `language` waits."""
    for user in moderators_to_notify(MailChoice.AT_ONCE, language):
        mail.queue(waiting_email, 0, user)


def waiting_email(_no_id, user):
    """Return the email about a comment that waits and of which `user` has not been told.

    It counts all that wait. The next one waits for `PAUSE`; None if nothing is left to tell.
    """
    now, languages = timezone.now(), languages_of(user)
    preferences = ModeratorPreferences.objects.filter(user=user, mail=MailChoice.AT_ONCE).first()
    if preferences is None:
        return None
    waiting = PostComment.objects.filter(status=Status.PENDING, language__in=languages)
    untold = waiting.annotate(since=Coalesce(F("queued_at"), F("submitted")))
    if notified_at := preferences.mailed_at:
        untold = untold.filter(since__gt=notified_at)
    comment = untold.select_related("post").order_by("since").last()
    if comment is None:
        return None
    if notified_at and notified_at + PAUSE > now:
        return mail.Later(notified_at + PAUSE)
    return mail.Email(
        f"A comment in {comment.get_language_display()} waits for you",
        "comments/admin/mail/at_once",
        {
            "title": comment.post.title,
            "comment_language": comment.get_language_display(),
            "waiting": waiting.count(),
            "queue": moderation_queue_address(),
        },
        # When it was counted: what came while it was sent is still to be told.
        on_sent=partial(
            ModeratorPreferences.objects.filter(pk=preferences.pk).update, mailed_at=now
        ),
    )


# Once a day


@dataclass
class Queue:
    """The comments that wait in one language.

    `oldest` is since when the first of them waits; `flagged` counts those, and public
    ones, that readers have asked to look at again.
    """

    language: str
    waiting: int
    oldest: datetime
    flagged: int


def queues():
    """Return the `Queue` of each language in which a comment waits, by its code; one query."""
    names = dict(settings.LANGUAGES)
    pending = Q(status=Status.PENDING)
    rows = (
        PostComment.objects.filter(pending | Q(status=Status.PUBLISHED, flag_count__gt=0))
        .order_by("language")
        .values_list("language")
        .annotate(
            waiting=Count("pk", filter=pending),
            oldest=Min("queued_at", filter=pending),
            flagged=Count("pk", filter=Q(flag_count__gt=0)),
        )
        .filter(waiting__gt=0)
    )
    return {code: Queue(names[code], *numbers) for code, *numbers in rows}


@transaction.atomic
def queue_summaries():
    """Queue the summary for each moderator in whose languages something waits, once a day at most.

    Returns how many were queued.
    """
    today = timezone.localdate()
    people = {user for code in queues() for user in moderators_to_notify(MailChoice.DAILY, code)}
    queued = 0
    for user in sorted(people, key=lambda user: user.pk):
        ModeratorPreferences.objects.get_or_create(user=user)
        row = ModeratorPreferences.objects.filter(user=user)
        if row.filter(Q(summary_on=None) | Q(summary_on__lt=today)).update(summary_on=today):
            mail.queue(summary_email, 0, user)
            queued += 1
    return queued


def summary_email(_no_id, user):
    """Return the summary of what waits for `user` now; None if nothing does."""
    if ModeratorPreferences.of(user).mail != MailChoice.DAILY:
        return None
    waiting = queues()
    mine = [waiting[code] for code in languages_of(user) if code in waiting]
    if not mine:
        return None
    number = sum(queue.waiting for queue in mine)
    return mail.Email(
        f"{number} comments wait for you" if number != 1 else "1 comment waits for you",
        "comments/admin/mail/daily",
        {
            "queues": mine,
            "oldest": min(queue.oldest for queue in mine),
            "flagged": sum(queue.flagged for queue in mine),
            "queue": moderation_queue_address(),
        },
    )


def moderation_queue_address():
    """Return the address of the moderation queue."""
    return absolute(reverse("moderation:index"))
