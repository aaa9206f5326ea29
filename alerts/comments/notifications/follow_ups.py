"""Emails to comment writers: to confirm an address, and about publication and replies."""

from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from alerts.lookup import comment_address, find_post_of
from home import mail
from home.addresses import absolute
from home.people.models import User

from ..models import PostComment, Status
from ..models.follow_up import CONFIRM, STOP, AskedAddress, FollowUp


def confirm_email(follow_up_id: int, _user: User | None) -> mail.Email | None:
    """Return the email that asks to confirm an address, or None if it is not due."""
    follow_up = (
        FollowUp.objects.filter(
            pk=follow_up_id,
            confirmed_at=None,
            asked_at=None,
            comment__status__in=(Status.PENDING, Status.PUBLISHED),
        )
        .select_related("comment__post")
        .first()
    )
    if follow_up is None or follow_up.is_late:
        return None
    if AskedAddress.is_asked_enough(follow_up.email):
        follow_up.delete()
        return None
    return _email(
        follow_up,
        "confirm",
        _("Do you want emails about your comment?"),
        _link("comments:confirm_mail", follow_up, CONFIRM),
        on_sent=partial(_mark_asked, follow_up),
    )


@transaction.atomic
def _mark_asked(follow_up: FollowUp) -> None:
    FollowUp.objects.filter(pk=follow_up.pk).update(asked_at=timezone.now())
    AskedAddress.note(follow_up.email)


def published_email(follow_up_id: int, _user: User | None) -> mail.Email | None:
    """Return the email that tells a writer of the publication, or None if it is not due."""
    rows = FollowUp.objects.confirmed().filter(pk=follow_up_id, comment__is_shown=True)
    follow_up = rows.filter(notified_at=None).select_related("comment__post").first()
    if follow_up is None:
        return None
    return _email(
        follow_up,
        "published",
        _("Your comment is published"),
        absolute(comment_address(follow_up.comment)),
        on_sent=partial(_mark_notified, FollowUp.objects.filter(pk=follow_up.pk)),
    )


def reply_email(reply_id: int, _user: User | None) -> mail.Email | None:
    """Return the email that tells a writer about a reply, or None if it is not due."""
    rows = PostComment.objects.filter(pk=reply_id)
    reply = rows.filter(is_shown=True, notified_at=None).select_related("post").first()
    follow_up = reply and (
        FollowUp.objects.confirmed()
        .filter(comment=reply.reply_to_id, comment__is_shown=True)
        .select_related("comment__post")
        .first()
    )
    if not follow_up:
        return None
    return _email(
        follow_up,
        "reply",
        _("Somebody has answered your comment"),
        absolute(comment_address(reply)),
        on_sent=partial(_mark_notified, rows),
    )


def _mark_notified(rows: QuerySet) -> None:
    rows.update(notified_at=timezone.now())


def _link(name: str, follow_up: FollowUp, purpose: str) -> str:
    with override(follow_up.language):
        return absolute(reverse(name, args=(follow_up.token(purpose),)))


def _email(
    follow_up: FollowUp,
    name: str,
    subject: str | Promise,
    address: str,
    *,
    on_sent: Callable[[], None],
) -> mail.Email | None:
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
        # One-click unsubscribe, without a confirmation page: RFC 8058.
        headers={
            "List-Unsubscribe": f"<{stop_address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        on_sent=on_sent,
        on_refused=follow_up.delete,
    )


def queue_emails(comment: PostComment) -> None:
    """Queue the emails that are due after a change in the visibility of `comment`."""
    root = comment.root_id or comment.pk
    below = Q(root=root, place__startswith=comment.place)
    changed = PostComment.objects.filter(Q(pk=comment.pk) | below)
    answered: list[int] = []
    for follow_up in FollowUp.objects.filter(
        Q(comment__in=changed.values("pk")) | Q(comment=comment.reply_to_id)
    ).annotate(is_shown=F("comment__is_shown")):
        if follow_up.confirmed_at:
            answered.append(follow_up.comment_id)
            if follow_up.is_shown and follow_up.notified_at is None:
                mail.queue(published_email, follow_up.pk)
        elif follow_up.asked_at is None and follow_up.comment_id != comment.reply_to_id:
            mail.queue(confirm_email, follow_up.pk)
    if answered:
        replies = changed.filter(is_shown=True, reply_to__in=answered, notified_at=None)
        for pk in replies.values_list("pk", flat=True):
            mail.queue(reply_email, pk)
