"""Erasure of comments by their writers, by moderators or on schedule.

An erased comment is deleted, unless there are replies below it that must stay. Then only its
content is erased, and the comment stays as a placeholder above the replies. Erasures by writers and
moderators are recorded in the ledger, which lists changes that a restore must not undo.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Concat
from django_comments.models import Comment
from wagtail.log_actions import log

from home.operations import ledger
from home.operations.write_ahead_log import empty_log_on_commit
from home.people.models import User
from home.used_form_tokens import is_used_up, use_up

from . import erasure_ledger as erasures
from .models import PostComment, Redaction, SpamScreening, Status
from .models.querysets import CommentQuerySet
from .signals import announce_change

# The effect that is recorded for the form token of a deleted comment, so that a browser that sends
# the form again does not restore the comment.
DELETED = "deleted"

IS_GONE = Q(is_withdrawn=True) | Q(is_erased=True)
# Replies that make the comments above them stay as placeholders: replies that are published,
# waiting (even if the spam checks marked them as spam), or evidence.
NEEDS_ITS_PLACE = Q(status=Status.EVIDENCE) | (
    ~IS_GONE
    & (Q(status__in=(Status.PENDING, Status.PUBLISHED)) | Q(status=Status.SPAM, moderated_at=None))
)

# Comments that still have their text. They include rejected comments, because moderators can
# change the decision until the purge.
HAS_WORDS = Q(status=Status.EVIDENCE) | ~IS_GONE


@transaction.atomic
def withdraw(comment_id: int) -> None:
    """Erase the comment at its writer's request, or mark it as withdrawn if it is evidence.

    Raises:
        OSError: the ledger cannot be written, so the comment stays.
    """
    comment = PostComment.objects.get_locked(comment_id)
    if comment is not None and not comment.is_gone:
        carry_out(comment, erasures.WITHDRAWN, by=None)


class ChangedMeanwhile(Exception):
    """Raised when the comment was changed, flagged or decided on after the moderator saw it."""


@transaction.atomic
def erase(
    comment_id: int, *, by: User, seen_edits: int | None = None, seen_version: str | None = None
) -> None:
    """Erase the comment at the request of the moderator `by`.

    `seen_edits` and `seen_version` are the comment's `edits` and `version` as `by` saw them.

    Raises:
        ChangedMeanwhile: the comment has changed since then.
        PostComment.DoesNotExist: there is no such comment, or it is already erased.
        PermissionDenied: the comment is evidence, and `by` may not see evidence.
        OSError: the ledger cannot be written, so the comment stays.
    """
    comment = PostComment.objects.get_locked(comment_id)
    is_evidence = comment is not None and comment.status == Status.EVIDENCE
    if comment is None or (comment.is_gone and not is_evidence):
        raise PostComment.DoesNotExist
    if is_evidence and not by.has_perm("comments.handle_evidence"):
        raise PermissionDenied
    if seen_edits not in (None, comment.edits) or seen_version not in (None, comment.version):
        raise ChangedMeanwhile
    carry_out(comment, erasures.ERASED, by=by)


def carry_out(comment: PostComment, how: str, *, by: User | None) -> None:
    """Erase `comment`, or withdraw it, and record this in the audit log and the ledger.

    `how` is `erasures.ERASED` or `erasures.WITHDRAWN`, and `by` is the moderator, if any. Evidence
    that is withdrawn keeps its text.

    Raises:
        OSError: the ledger cannot be written.
    """
    found = PostComment.objects.filter(pk=comment.pk)
    action = "withdraw" if how == erasures.WITHDRAWN else "erase"
    log(instance=comment, action=f"comments.{action}", user=by, data={"before": comment.status})
    # Record it before the commit: after a crash in between, the next start completes the erasure.
    ledger.record(how, comment.idempotency_key)
    use_up(DELETED, comment.idempotency_key)
    if how == erasures.ERASED:
        found.filter(status=Status.EVIDENCE).update(status=Status.REJECTED)
        erase_comments(found, mark="is_erased")
    elif comment.status == Status.EVIDENCE:
        # Evidence stays until a moderator releases it.
        found.update(is_withdrawn=True, token_hash=None)
        found.delete_related(keep=(SpamScreening, Redaction))
    else:
        erase_comments(found, mark="is_withdrawn")


def was_deleted(key: str) -> bool:
    """Return True if a writer or moderator erased the comment whose form token had this key."""
    return is_used_up(DELETED, key)


@transaction.atomic
def erase_comments(
    comments: CommentQuerySet[PostComment], *, mark: str, needed: Q = HAS_WORDS
) -> int:
    """Erase `comments` in a constant number of queries, and return their count.

    A comment stays as a placeholder, with the field `mark` set, if a reply below it meets `needed`.
    """
    comments.lock_threads()
    rows = list(
        comments.order_by()
        .annotate(stays=_has_below(needed))
        .values_list("pk", "stays", "post_id", "root_id", "reply_to_id")
    )
    kept = PostComment.objects.filter(pk__in=[pk for pk, stays, *_ in rows if stays])
    _take_words(kept, mark)
    PostComment.objects.delete_with_replies(
        [(pk, root, reply_to) for pk, stays, _post, root, reply_to in rows if not stays]
    )
    above = {pk for *_, root, reply_to in rows for pk in (root, reply_to) if pk}
    empty = (
        PostComment.objects.filter(IS_GONE, pk__in=above)
        .exclude(status=Status.EVIDENCE)
        .annotate(stays=_has_below(needed))
        .filter(stays=False)
    )
    PostComment.objects.delete_with_replies(list(empty.values_list("pk", "root_id", "reply_to_id")))
    announce_change({post for _pk, _stays, post, *_ in rows})
    empty_log_on_commit()
    return len(rows)


def _has_below(condition: Q) -> Case:
    # A comment has replies on at most two levels below it.
    replies = PostComment.objects.filter(condition)
    below = Exists(replies.filter(reply_to=OuterRef("pk"))) | Exists(
        replies.filter(reply_to__reply_to=OuterRef("pk"))
    )
    return Case(When(below, then=Value(True)), default=Value(False))


def _take_words(comments: CommentQuerySet[PostComment], mark: str) -> None:
    """Erase the content of `comments`, and keep them as placeholders."""
    comments.delete_related()
    Comment.objects.filter(pk__in=comments.values("pk")).update(
        comment="", user_name="", user_email="", user_url="", ip_address=None, user=None
    )
    comments.update(
        token_hash=None,
        # A replay of the ledger searches for the old key, and must not find the comment again.
        idempotency_key=Concat(Value("gone-"), Cast("pk", CharField())),
        flag_count=0,
        flag_reasons={},
        office=None,
        call_result="",
        note="",
        passed_to="",
        **{mark: True},
    )
