"""Mails to moderators; none has a word or anything else of a comment's writer."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from home.addresses import absolute

from .. import mail
from ..models import PostComment, Status
from .models import MailChoice, ModeratorPreferences, languages_of, moderators_to_tell

# The shortest time between two mails at once to one person.
PAUSE = timedelta(minutes=15)
# How often is tried again, after as long a pause, what the mail server does not take.
MOST_ATTEMPTS = 8


@task(queue_name="default", backend="durable")
def tell_moderators(comment_id, attempt=0):
    """Tell those who publish the language of a comment, and want to know at once, that it waits.

    Who had a mail a moment ago is told when the pause is over, of all that came
    meanwhile, unless nothing of it waits any more. Sent once at most: it is marked as
    sent before it is.
    """
    comment = (
        PostComment.objects.filter(pk=comment_id, status=Status.PENDING)
        .select_related("post")
        .first()
    )
    if comment is None:
        return
    come_again, failed = False, False
    for user in moderators_to_tell(MailChoice.AT_ONCE, comment.language):
        now = timezone.now()
        # Who had a mail since it arrived has been told: the mail has the number of all that wait.
        untold = ModeratorPreferences.objects.filter(
            Q(mailed_at=None) | Q(mailed_at__lt=comment.queued_at or comment.submitted), user=user
        )
        before = untold.values_list("mailed_at", flat=True).first()
        if not untold.exclude(mailed_at__gt=now - PAUSE).update(mailed_at=now):
            come_again = come_again or untold.exists()
            continue
        try:
            _tell(user, comment)
        except mail.NoSuchAddress:
            pass  # nothing that trying again could mend
        except mail.NotSent:
            ModeratorPreferences.objects.filter(user=user).update(mailed_at=before)
            failed = True
    if failed and attempt == MOST_ATTEMPTS:
        raise mail.NotSent("the mail server has not taken a mail to moderators")
    if come_again or failed:
        later = tell_moderators.using(run_after=timezone.now() + PAUSE)
        later.enqueue(comment_id, attempt + failed)


def _tell(user, comment):
    languages = languages_of(user)
    waiting = PostComment.objects.filter(status=Status.PENDING, language__in=languages).count()
    mail.send(
        "comments/admin/mail/at_once",
        f"A comment in {comment.get_language_display()} waits for you",
        user.email,
        title=comment.post.title,
        comment_language=comment.get_language_display(),
        waiting=waiting,
        desk=desk_address(),
    )


def desk_address():
    """The address of the moderators' desk."""
    return absolute(reverse("moderation:index"))
