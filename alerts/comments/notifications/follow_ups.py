"""Emails to a comment's writer who asked for them and confirmed the address.

`asked_at` and `notified_at` are set once an email is sent, so that none is sent twice. An address that
the server refuses for good is deleted.
"""

from functools import partial

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from alerts.lookup import comment_address, find_post_of
from home import mail
from home.addresses import absolute

from ..models import PostComment, Status
from ..models.follow_up import CONFIRM, STOP, AskedAddress, FollowUp


def confirm_email(follow_up_id, _user):
    """Return the email that asks the owner of the address to confirm it.

    None while the comment is held for spam, or once it is too late.
    """
    found = (
        FollowUp.objects.filter(
            pk=follow_up_id,
            confirmed_at=None,
            asked_at=None,
            comment__status__in=(Status.PENDING, Status.PUBLISHED),
        )
        .select_related("comment__post")
        .first()
    )
    if found is None or found.is_late:
        return None
    if AskedAddress.is_asked_enough(found.email):
        found.delete()
        return None
    return _email(
        found,
        "confirm",
        _("Do you want mails about your comment?"),
        _link("comments:confirm_mail", found, CONFIRM),
        on_sent=partial(_asked, found),
    )


@transaction.atomic
def _asked(follow_up):
    FollowUp.objects.filter(pk=follow_up.pk).update(asked_at=timezone.now())
    AskedAddress.note(follow_up.email)


def published_email(follow_up_id, _user):
    """Return the email which tells the comment's writer that everybody can read it."""
    rows = FollowUp.objects.confirmed().filter(pk=follow_up_id, comment__is_shown=True)
    found = rows.filter(notified_at=None).select_related("comment__post").first()
    if found is None:
        return None
    return _email(
        found,
        "published",
        _("Your comment is published"),
        absolute(comment_address(found.comment)),
        on_sent=partial(_notified, FollowUp.objects.filter(pk=found.pk)),
    )


def reply_email(reply_id, _user):
    """Return the email which tells the writer of a comment that somebody has answered it."""
    rows = PostComment.objects.filter(pk=reply_id)
    reply = rows.filter(is_shown=True, notified_at=None).select_related("post").first()
    found = reply and (
        FollowUp.objects.confirmed()
        .filter(comment=reply.reply_to_id, comment__is_shown=True)
        .select_related("comment__post")
        .first()
    )
    if not found:
        return None
    return _email(
        found,
        "reply",
        _("Somebody has answered your comment"),
        absolute(comment_address(reply)),
        on_sent=partial(_notified, rows),
    )


def _notified(rows):
    rows.update(notified_at=timezone.now())


def _link(name, follow_up, purpose):
    """Return the address of a page for links in emails, in the language of the comment."""
    with override(follow_up.language):
        return absolute(reverse(name, args=(follow_up.token(purpose),)))


def _email(follow_up, name, subject, address, *, on_sent):
    """Return the email; None while the post is not open to everybody."""
    post = find_post_of(follow_up.comment, follow_up.language)
    if post is None:
        return None
    stop_address = _link("comments:stop_mail", follow_up, STOP)
    return mail.Email(
        subject,
        f"comments/mail/{name}",
        {"post": post, "address": address, "stop_address": stop_address},
        to=follow_up.email,
        language=follow_up.language,
        # One click, without a page between: RFC 8058.
        headers={
            "List-Unsubscribe": f"<{stop_address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        on_sent=on_sent,
        on_refused=follow_up.delete,
    )


def queue_emails(comment):
    """Queue what is to be told now that `comment`, or what stands below it, may be shown.

    To be called within the transaction of the change. What has been told is not told
    again. One query where nobody in the thread wants emails.
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
            if found.is_shown and found.notified_at is None:
                mail.queue(published_email, found.pk)
        elif found.asked_at is None and found.comment_id != comment.reply_to_id:
            mail.queue(confirm_email, found.pk)
    if answered:
        replies = changed.filter(is_shown=True, reply_to__in=answered, notified_at=None)
        for pk in replies.values_list("pk", flat=True):
            mail.queue(reply_email, pk)
