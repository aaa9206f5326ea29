"""The mails to a comment's writer, each a task of the durable queue.

Each is sent once at most. It is marked as sent before it is, in a statement that
succeeds once: of two workers, or of two runs, one sends. What fails takes the mark
back and is tried again; who is killed between mark and mail leaves it unsent, and
the private page still tells. No transaction waits for a mail server: SQLite would
let nobody else write meanwhile.
"""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_tasks import task

from home.addresses import absolute

from .. import mail
from ..models import PostComment, Status
from ..places import post_for_everybody, public_address
from .models import CONFIRM, STOP, AskedAddress, FollowUp

# After each failure; then it is given up, with an error in the queue.
TRY_AGAIN = [timedelta(minutes=minutes) for minutes in (5, 30, 120, 480, 960)]


class Letter(NamedTuple):
    """A mail to one writer: its template's name, its subject (lazy), and where its link leads."""

    name: str
    subject: str
    follow_up: FollowUp
    address: str


@task(queue_name="default", backend="durable")
def ask_to_confirm(follow_up_id, attempt=0):
    """Ask the owner of the address whether it is theirs; not while the comment is held for spam."""
    rows = FollowUp.objects.filter(
        pk=follow_up_id,
        confirmed_at=None,
        comment__status__in=(Status.PENDING, Status.PUBLISHED),
    )
    found = rows.select_related("comment__post").first()
    if found is None or found.asked_at or found.is_late:
        return
    if attempt == 0 and not AskedAddress.may_ask(found.email):
        found.delete()
        return
    subject = _("Do you want mails about your comment?")
    letter = Letter("confirm", subject, found, _link("comments:confirm_mail", found, CONFIRM))
    _send_once(letter, rows, mark="asked_at", again=_again(ask_to_confirm, found.pk, attempt))


@task(queue_name="default", backend="durable")
def tell_published(follow_up_id, attempt=0):
    """Tell the comment's writer that everybody can read it."""
    rows = FollowUp.objects.confirmed().filter(pk=follow_up_id, comment__is_shown=True)
    found = rows.select_related("comment__post").first()
    if found:
        address = absolute(public_address(found.comment))
        letter = Letter("published", _("Your comment is published"), found, address)
        _send_once(letter, rows, mark="told_at", again=_again(tell_published, found.pk, attempt))


@task(queue_name="default", backend="durable")
def tell_reply(reply_id, attempt=0):
    """Tell the writer of a comment that somebody has answered it."""
    rows = PostComment.objects.filter(pk=reply_id, is_shown=True)
    reply = rows.select_related("post").first()
    found = reply and (
        FollowUp.objects.confirmed()
        .filter(comment=reply.reply_to_id, comment__is_shown=True)
        .select_related("comment__post")
        .first()
    )
    if found:
        address = absolute(public_address(reply))
        letter = Letter("reply", _("Somebody has answered your comment"), found, address)
        _send_once(letter, rows, mark="told_at", again=_again(tell_reply, reply.pk, attempt))


def _link(name, follow_up, purpose):
    """The address of a page for links in mails, in the language of the comment."""
    with override(follow_up.language):
        return absolute(reverse(name, args=(follow_up.token(purpose),)))


def _again(mail_task, pk, attempt):
    """What queues the next attempt; None if that was the last."""
    if attempt >= len(TRY_AGAIN):
        return None
    later = mail_task.using(run_after=timezone.now() + TRY_AGAIN[attempt])
    return lambda: later.enqueue(pk, attempt + 1)


def _send_once(letter, rows, *, mark, again):
    """Send `letter` unless `rows`, which is one row, has its `mark`, the name of a datetime.

    Nothing is sent, or marked, while the post is not open to everybody. An address
    that the server refuses for good is forgotten.

    Raises:
        mail.NotSent: it has failed for the last time.
    """
    follow_up = letter.follow_up
    post = post_for_everybody(follow_up.comment, follow_up.language)
    if post is None or not rows.filter(**{mark: None}).update(**{mark: timezone.now()}):
        return
    stop_address = _link("comments:stop_mail", follow_up, STOP)
    try:
        mail.send(
            f"comments/mail/{letter.name}",
            letter.subject,
            follow_up.email,
            language=follow_up.language,
            # One click, without a page between: RFC 8058.
            headers={
                "List-Unsubscribe": f"<{stop_address}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
            post=post,
            address=letter.address,
            stop_address=stop_address,
        )
    except mail.NoSuchAddress:
        follow_up.delete()
    except mail.NotSent:
        rows.update(**{mark: None})
        if again is None:
            raise
        again()


def queue_mails(comment):
    """Queue what is to be told now that `comment`, or what stands below it, may be shown.

    To be called within the transaction of the change: the queue is in the same
    database, so that a mail is queued if the change is stored, and only then. What
    has been told is not told again. One query where nobody in the thread wants mails.
    """
    root = comment.root_id or comment.pk
    below = Q(root=root, place__startswith=comment.place)
    changed = PostComment.objects.filter(Q(pk=comment.pk) | below)
    answered = []
    for found in FollowUp.objects.filter(
        Q(comment__in=changed.values("pk")) | Q(comment=comment.reply_to_id)
    ).annotate(is_shown=F("comment__is_shown")):
        if found.confirmed_at:
            answered.append(found.comment_id)
            if found.is_shown and found.told_at is None:
                tell_published.enqueue(found.pk)
        elif found.asked_at is None and found.comment_id != comment.reply_to_id:
            ask_to_confirm.enqueue(found.pk)
    if answered:
        replies = changed.filter(is_shown=True, reply_to__in=answered, told_at=None)
        for pk in replies.values_list("pk", flat=True):
            tell_reply.enqueue(pk)
