"""Services that change comments on behalf of readers and moderators."""

import secrets
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django_comments.moderation import CommentModerator
from wagtail.log_actions import log

from alerts.models import Post
from home import mail
from home.form_tokens import InvalidFormToken
from home.operations import ledger
from home.operations.write_ahead_log import empty_log_on_commit
from home.people.models import User

from . import erasure_ledger as erasures
from .availability import accepts_comments
from .erasure import ChangedMeanwhile, erase_comments, was_deleted
from .models import CommentSettings, FollowUp, PostComment, Status
from .notifications.evidence import evidence_email
from .notifications.follow_ups import confirm_email, queue_emails
from .notifications.moderators import notify_moderators
from .signals import announce_change
from .spam.checks import REFUSED, drop_outdated_reasons, screen, screen_again


class ThreadClosed(PostComment.DoesNotExist):
    """Raised when moderators have closed the thread for replies."""


class NotShown(Exception):
    """Raised when a comment cannot be answered: it is not public, or was withdrawn or erased."""


# Readers


class PostModerator(CommentModerator):
    """Moderator that refuses every comment sent to the view of django_comments."""

    def allow(self, comment: PostComment, content_object: Post, request: HttpRequest) -> bool:
        return False


def store(comment: PostComment, request: HttpRequest, *, follow_up_email: str = "") -> bool:
    """Store a reader's new comment after the spam checks, and queue the emails about it.

    Return False if the post takes no comments. A form that is sent twice is stored once.

    Raises:
        InvalidFormToken: the form was used for another comment, or for one that was erased.
        PostComment.DoesNotExist: the comment that a reply answers is deleted or no longer public.
        ThreadClosed: the thread of a reply has just been closed.
    """
    try:
        with transaction.atomic():
            post = comment.content_object
            if post is None or not accepts_comments(post):
                return False
            screening = screen(comment, request)
            comment.save()
            # Once it is stored, nobody can erase an earlier comment with its key any more.
            if was_deleted(comment.idempotency_key):
                raise InvalidFormToken
            screening.save(force_insert=True)
            if comment.reply_to and not comment.reply_to.is_shown:
                raise PostComment.DoesNotExist
            if comment.root_id and PostComment.objects.filter(pk=comment.root_id, is_closed=True):
                raise ThreadClosed
            if comment.status == Status.PENDING:
                notify_moderators(comment.language)
            if follow_up_email:
                follow_up = FollowUp.objects.create(
                    comment=comment, email=follow_up_email, language=comment.language
                )
                mail.queue(confirm_email, follow_up.pk)
    except IntegrityError:
        stored = PostComment.objects.filter(idempotency_key=comment.idempotency_key).first()
        if stored is None:
            raise
        if any(
            getattr(stored, name) != getattr(comment, name)
            for name in ("comment", "user_name", "language", "reply_to_id")
        ):
            raise InvalidFormToken from None
    return True


@transaction.atomic
def edit(comment: PostComment, *, text: str, name: str) -> bool:
    """Change a comment at its writer's request, or return False if it cannot be edited any more."""
    comment.lock_thread()
    stored = PostComment.objects.select_related("screening", "redaction")
    current = stored.filter(pk=comment.pk, is_withdrawn=False, is_erased=False).first()
    if current is None or not current.can_be_edited:
        return False
    if (current.comment, current.user_name) != (text, name):
        ledger.record_on_commit(erasures.EDITED, current.idempotency_key, current.edits)
        current.comment, current.user_name = text, name
        current.edits += 1
        was_held = current.status == Status.SPAM
        screening = screen_again(current)
        if was_held and current.status == Status.PENDING:
            current.queued_at = timezone.now()  # it is new in the queue
            notify_moderators(*filter(None, (current.language, current.passed_to)))
            queue_emails(current)
        current.save(update_fields=("comment", "user_name", "edits", "status", "queued_at"))
        screening.save()
        empty_log_on_commit()
    return True


# Moderators


@dataclass(frozen=True)
class Decision:
    """Decision about a comment by a moderator or, if `by_readers` is True, by readers' flags."""

    status: Status
    # None for readers' flags and for a replay of the ledger.
    by: User | None
    # Only a rejection can have these.
    reason: str = ""
    note: str = ""
    # The comment's fields when the moderator saw it; None is not checked.
    seen_edits: int | None = None
    seen_version: str | None = None
    by_readers: bool = False

    def __post_init__(self) -> None:
        if (self.reason or self.note) and self.status != Status.REJECTED:
            raise ValueError("Only a rejection has a reason.")

    def is_made(self, comment: PostComment) -> bool:
        """Return True if `comment` already has the status, reason and note of this decision."""
        made = comment.status, comment.reason, comment.note
        return made == (self.status, self.reason, self.note)

    def check(self, comment: PostComment) -> None:
        """Raise `ChangedMeanwhile` or `PermissionDenied` if the decision cannot be carried out."""
        if comment.status == Status.EVIDENCE and not (
            self.by and self.by.has_perm("comments.handle_evidence")
        ):
            raise PermissionDenied
        # Somebody who presses twice is told twice.
        is_own = self.is_made(comment) and comment.moderated_by == self.by
        if self.seen_version not in (None, comment.version) and (not is_own or comment.flag_count):
            raise ChangedMeanwhile
        if self.seen_edits not in (None, comment.edits):
            raise ChangedMeanwhile


@transaction.atomic
def set_status(comment_id: int, decision: Decision) -> PostComment:
    """Carry out `decision` on the comment, and return the comment.

    Raises:
        PostComment.DoesNotExist: the comment has been deleted.
        ChangedMeanwhile: the comment was changed, decided on, passed on or flagged since then.
        PermissionDenied: the comment is evidence, and the moderator may not handle evidence.
    """
    status, reason, by = decision.status, decision.reason, decision.by
    PostComment.objects.only("root").get(pk=comment_id).lock_thread()
    comment = PostComment.objects.select_related("reply_to").get(pk=comment_id)
    decision.check(comment)
    answered_flags = 0 if decision.by_readers else comment.flag_count
    if not decision.by_readers:
        comment.flag_count, comment.flag_reasons = 0, {}
    # True if this confirms a spam mark that only the spam checks had set.
    is_first = status == Status.SPAM and comment.moderated_at is None
    if decision.is_made(comment) and not is_first:
        if answered_flags:
            comment.save(update_fields=("flag_count", "flag_reasons"))
            _log(comment, decision, status, flags=answered_flags)
        return comment
    old_status, comment.status = comment.status, status
    comment.reason, comment.note = reason, decision.note
    comment.is_public = status == Status.PUBLISHED
    comment.is_shown = comment.is_public and (comment.reply_to is None or comment.reply_to.is_shown)
    comment.moderated_by, comment.moderated_at = by, timezone.now()
    if old_status == Status.PENDING:
        # A comment that was passed on has waited in two queues.
        since = comment.submitted if comment.passed_to else comment.queued_at
        comment.waited = comment.moderated_at - (since or comment.submitted)
    elif status == Status.PENDING:
        comment.queued_at = comment.moderated_at
    # Save no other fields: a new reply may have changed the order of the thread meanwhile.
    comment.save(
        update_fields=(
            *("status", "reason", "note", "is_public", "is_shown", "moderated_by", "moderated_at"),
            *("flag_count", "flag_reasons", "queued_at", "waited"),
        )
    )
    _show_below(comment)
    ledger.record_on_commit(erasures.DECIDED, comment.idempotency_key, status, reason or "-")
    queue_emails(comment)
    more: dict[str, str | int] = {"reason": reason} if reason else {}
    if decision.by_readers:
        more["flags"] = comment.flag_count
    _log(comment, decision, old_status, **more)
    if Status.SPAM in (old_status, status) or status in REFUSED or old_status in REFUSED:
        # Moderators are told of comments that wait again.
        transaction.on_commit(
            lambda: notify_moderators(*drop_outdated_reasons(comment_id)), robust=True
        )
    if status == Status.EVIDENCE:
        mail.queue(evidence_email, comment.pk)
    if old_status == Status.EVIDENCE and comment.is_withdrawn:
        # Its writer had withdrawn it while it was evidence.
        erase_comments(PostComment.objects.filter(pk=comment.pk), mark="is_withdrawn")
    announce_change({comment.post_id})
    return comment


def _log(comment: PostComment, decision: Decision, before: str, **more: str | int) -> None:
    data = {"before": before, "after": decision.status, **more}
    log(instance=comment, action=f"comments.{decision.status}", user=decision.by, data=data)


def _show_below(comment: PostComment) -> None:
    below = comment.replies_below()
    if comment.is_shown:
        # With two levels below a comment at most, only a reply's parent is between the two.
        shown = below.filter(status=Status.PUBLISHED, reply_to__status=Status.PUBLISHED)
        PostComment.objects.filter(pk__in=shown.values("pk")).update(is_shown=True)
    else:
        below.filter(is_shown=True).update(is_shown=False)


@transaction.atomic
def answer(  # noqa: PLR0913
    comment_id: int,
    text: str,
    *,
    by: User,
    seen_edits: int | None = None,
    seen_version: str | None = None,
    key: str | None = None,
) -> PostComment:
    """Publish `text` as the campaign's reply to the comment, and return the reply.

    A pending comment is approved first. `key` is the idempotency key of the reply.

    Raises:
        NotShown: the comment is not public, even after the approval, or was withdrawn or erased.
        ChangedMeanwhile, PermissionDenied, PostComment.DoesNotExist: as for `set_status`.
        IntegrityError: a reply with this key is stored already.
        InvalidFormToken: a reply with this key was erased.
    """
    if key and was_deleted(key):
        raise InvalidFormToken
    comment = PostComment.objects.select_related("reply_to").get(pk=comment_id)
    if comment.status == Status.PENDING:
        approval = Decision(
            Status.PUBLISHED, by=by, seen_edits=seen_edits, seen_version=seen_version
        )
        comment = set_status(comment_id, approval)
    if not comment.is_shown or comment.is_gone:
        raise NotShown
    now = timezone.now()
    reply = PostComment(
        content_type_id=comment.content_type_id,
        object_pk=comment.object_pk,
        site_id=comment.site_id,
        comment=text,
        submit_date=now,
        submitted=now,
        is_public=False,
        post_id=comment.post_id,
        language=comment.language,
        reply_to=comment.parent_of_reply,
        is_campaign=True,
        idempotency_key=key or secrets.token_hex(32),
    )
    reply.save()
    return set_status(reply.pk, Decision(Status.PUBLISHED, by=by))


@transaction.atomic
def pass_on(
    comment_id: int,
    language: str,
    *,
    by: User,
    seen_edits: int | None = None,
    seen_version: str | None = None,
) -> PostComment:
    """Ask moderators who read `language` to decide on a waiting comment, and return the comment.

    For `seen_edits` and `seen_version`, see `Decision`.

    Raises:
        PostComment.DoesNotExist: the comment has been deleted.
        ChangedMeanwhile: the comment no longer waits, or has changed since the moderator saw it.
    """
    PostComment.objects.only("root").get(pk=comment_id).lock_thread()
    comment = PostComment.objects.get(pk=comment_id)
    is_seen = seen_edits in (None, comment.edits) and seen_version in (None, comment.version)
    if not comment.waits or not is_seen:
        raise ChangedMeanwhile
    comment.passed_to = "" if language == comment.language else language
    comment.queued_at = timezone.now()  # it is new to those who read the language
    comment.save(update_fields=("passed_to", "queued_at"))
    log(instance=comment, action="comments.pass", user=by, data={"language": language})
    notify_moderators(language)
    return comment


@transaction.atomic
def set_thread_closed(root: PostComment, is_closed: bool, *, by: User) -> None:
    """Close or reopen the thread that begins with `root`."""
    changing = PostComment.objects.filter(pk=root.pk).exclude(is_closed=is_closed)
    if changing.update(is_closed=is_closed):
        log(instance=root, action=f"comments.{'close' if is_closed else 'reopen'}", user=by)
        announce_change({root.post_id})


@transaction.atomic
def set_paused(is_paused: bool, *, by: User) -> None:
    """Pause comments on all posts, or end the pause."""
    comment_settings = CommentSettings.load()
    if comment_settings.is_paused != is_paused:
        comment_settings.is_paused = is_paused
        comment_settings.save()
        log(
            instance=comment_settings,
            action=f"comments.{'pause' if is_paused else 'resume'}",
            user=by,
        )
