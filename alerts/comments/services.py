"""Who may comment where, and the one way in which a comment's status changes."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_comments.moderation import CommentModerator
from wagtail.log_actions import log

from home import mail
from home.operations import ledger

from . import erasure_ledger as erasures
from .availability import comment_rules, why_closed
from .emails import evidence_email
from .erasure import forget
from .models import PostComment, Status
from .notifications.emails import queue_emails
from .signals import tell_of_change
from .spam.checks import judge


def accepts_comments(post):
    """Whether readers can comment on `post`, a page as the reader has it.

    The English page decides for all languages: it must be live, have its comments open
    and not be over for long. Both it and the reader's page must be open for everybody to
    read, and moderators must not have paused all comments.
    """
    return why_closed(post, **comment_rules()) is None and not any(
        page.get_view_restrictions().exists() for page in {post.source, post}
    )


class PostModerator(CommentModerator):
    """Holds every comment, and lets none through to a post that takes none."""

    def allow(self, comment, content_object, request):
        return accepts_comments(content_object)

    def moderate(self, comment, content_object, request):
        judge(comment, request)
        return True


class ChangedMeanwhile(Exception):
    """The comment is not as it was when the decision about it was made."""


@transaction.atomic
def set_status(  # noqa: PLR0913
    comment_id, status, *, by, reason="", edits=None, before=None, by_readers=False
):
    """Give the comment with this id the `status` that the moderator `by` decided on.

    Returns the comment. A second identical decision changes nothing. What stands
    below a comment is shown while it is published itself, and so is all above it: a
    decision changes the status of no other comment. Of what becomes evidence the named
    contact is told; released, it goes if its writer has taken it back.

    Args:
        reason: a `Reason`, with a rejection only; the next decision takes it away.
        edits: the number of the writer's changes that the moderator has seen; None for all.
        before: the status that the moderator has seen; None for any.
        by_readers: nobody decided, readers' complaints did it. They stay for moderators to see;
            a decision answers them, and their number begins again at 0.

    Raises:
        PostComment.DoesNotExist: the comment is gone.
        ChangedMeanwhile: its writer has changed it since, or somebody has decided otherwise.
        PermissionDenied: it is evidence, and `by` may not release that.
        ValueError: a reason for something else than a rejection.
    """
    if reason and status != Status.REJECTED:
        raise ValueError("Only a rejection has a reason.")
    PostComment.objects.only("root").get(pk=comment_id).lock_thread()
    comment = PostComment.objects.select_related("reply_to").get(pk=comment_id)
    if comment.status == Status.EVIDENCE and not (by and by.has_perm("comments.handle_evidence")):
        raise PermissionDenied
    if edits is not None and comment.edits != edits:
        raise ChangedMeanwhile
    if before is not None and comment.status not in (before, status):
        raise ChangedMeanwhile
    answered = 0 if by_readers else comment.complaints
    if not by_readers:
        comment.complaints, comment.complaint_reasons = 0, {}
    # What the defence held for spam no moderator has decided on yet.
    is_first = status == Status.SPAM and comment.moderated_at is None
    if (comment.status, comment.reason) == (status, reason) and not is_first:
        if answered:
            comment.save(update_fields=("complaints", "complaint_reasons"))
            data = {"before": status, "after": status, "complaints": answered}
            log(instance=comment, action=f"comments.{status}", user=by, data=data)
        return comment
    was, comment.status = comment.status, status
    comment.reason = reason
    comment.is_public = status == Status.PUBLISHED
    comment.is_shown = comment.is_public and (comment.reply_to is None or comment.reply_to.is_shown)
    comment.moderated_by, comment.moderated_at = by, timezone.now()
    if was == Status.PENDING:
        comment.waited = comment.moderated_at - (comment.queued_at or comment.submitted)
    elif status == Status.PENDING:
        comment.queued_at = comment.moderated_at
    # Nothing else: a reply may have changed the order of the thread since.
    comment.save(
        update_fields=(
            *("status", "reason", "is_public", "is_shown", "moderated_by", "moderated_at"),
            *("complaints", "complaint_reasons", "queued_at", "waited"),
        )
    )
    _show_below(comment)
    ledger.record_on_commit(erasures.DECIDED, comment.idempotency_key, status, reason or "-")
    queue_emails(comment)
    log(
        instance=comment,
        action=f"comments.{status}",
        user=by,
        data={"before": was, "after": status}
        | ({"reason": reason} if reason else {})
        | ({"complaints": comment.complaints} if by_readers else {}),
    )
    if status == Status.EVIDENCE:
        mail.queue(evidence_email, comment.pk)
    if was == Status.EVIDENCE and comment.is_withdrawn:
        forget(PostComment.objects.filter(pk=comment.pk), mark="is_withdrawn")
    transaction.on_commit(partial(tell_of_change, {comment.post_id}))
    return comment


def _show_below(comment):
    """Show the replies below `comment`, or hide them with it; one query for any number."""
    below = PostComment.objects.below(comment)
    if comment.is_shown:
        # There are two levels below a comment at most: the one above a reply is all between them.
        shown = below.filter(status=Status.PUBLISHED, reply_to__status=Status.PUBLISHED)
        PostComment.objects.filter(pk__in=shown.values("pk")).update(is_shown=True)
    else:
        below.filter(is_shown=True).update(is_shown=False)
