"""Erasure of comments: withdrawn by their writers, erased by a moderator, or purged by the clock.

The row goes with the words, unless replies of others need its place in the thread.
"""

import contextlib
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Concat
from django_comments.models import Comment
from wagtail.log_actions import log

from home.operations import ledger
from home.used_form_tokens import is_used_up, use_up

from . import erasure_ledger as erasures
from .models import PostComment, Redaction, SpamScreening, Status
from .signals import send_shown_changed

# The effect of a form whose comment was deleted: a browser that sends it again by itself must not
# bring the words back.
DELETED = "deleted"

IS_GONE = Q(is_withdrawn=True) | Q(is_erased=True)
# A comment for which those above it keep their places: it is public, waits (what the spam checks took
# for spam waits, too), or is evidence.
NEEDS_ITS_PLACE = Q(status=Status.EVIDENCE) | (
    ~IS_GONE
    & (Q(status__in=(Status.PENDING, Status.PUBLISHED)) | Q(status=Status.SPAM, moderated_at=None))
)

# What a moderator rejected can be decided on otherwise until the purge: it is not to go with others.
HAS_WORDS = Q(status=Status.EVIDENCE) | ~IS_GONE


@transaction.atomic
def withdraw(comment_id):
    """Erase the comment on behalf of its writer; do nothing if it is gone.

    Evidence is kept until it is released, without a private page, and then goes.

    Raises:
        OSError: the ledger cannot be written; the comment stays.
    """
    comment = _locked(comment_id)
    if comment is not None and not comment.is_gone:
        carry_out(comment, erasures.WITHDRAWN, by=None)


@transaction.atomic
def erase(comment_id, *, by):
    """Erase the comment for good, as the moderator `by` decided; nothing of it can be brought back.

    Raises:
        PostComment.DoesNotExist: it is gone.
        PermissionDenied: it is evidence, and `by` may not see that.
        OSError: as for `withdraw`.
    """
    comment = _locked(comment_id)
    is_evidence = comment is not None and comment.status == Status.EVIDENCE
    if comment is None or (comment.is_gone and not is_evidence):
        raise PostComment.DoesNotExist
    if is_evidence and not by.has_perm("comments.handle_evidence"):
        raise PermissionDenied
    carry_out(comment, erasures.ERASED, by=by)


def _locked(comment_id):
    found = PostComment.objects.filter(pk=comment_id)
    found.lock_threads()
    return found.first()


def carry_out(comment, how, *, by):
    """Erase `comment`; write into the audit log and, as `how`, into the ledger first."""
    found = PostComment.objects.filter(pk=comment.pk)
    action = "withdraw" if how == erasures.WITHDRAWN else "erase"
    log(instance=comment, action=f"comments.{action}", user=by, data={"before": comment.status})
    # Before the commit: a crash in between leaves an erasure that is completed at the next start.
    ledger.record(how, comment.idempotency_key)
    use_up(DELETED, comment.idempotency_key)
    if how == erasures.ERASED:
        found.filter(status=Status.EVIDENCE).update(status=Status.REJECTED)
        erase_comments(found, mark="is_erased")
    elif comment.status == Status.EVIDENCE:
        found.update(is_withdrawn=True, token_hash=None)
        found.delete_related(keep=(SpamScreening, Redaction))
    else:
        erase_comments(found, mark="is_withdrawn")


def was_deleted(key):
    """Return whether the comment that the form with this key brought was deleted."""
    return is_used_up(DELETED, key)


@transaction.atomic
def erase_comments(comments, *, mark, needed=HAS_WORDS):
    """Erase all that `comments` hold, in the same few queries for any number; return how many.

    A comment that replies need stays as an empty place. Places above that stood only for an erased
    comment go too.

    Args:
        comments: a queryset, looked at again once their threads are locked.
        mark: the field that says in a place that stays why: `is_withdrawn` or `is_erased`.
        needed: a condition: for which of the replies below the place stays.
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
    transaction.on_commit(partial(send_shown_changed, {post for _pk, _stays, post, *_ in rows}))
    transaction.on_commit(empty_log)
    return len(rows)


def empty_log():
    """Empty SQLite's write-ahead log, which keeps what a page of the database held before."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        # Nobody waits for that: while others read or write it is left to the next deletion.
        with contextlib.suppress(OperationalError), connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            (patience,) = cursor.fetchone()
            cursor.execute("PRAGMA busy_timeout = 0")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")


def _has_below(condition):
    """Return an expression: a reply below meets `condition`. There are two levels below at most."""
    replies = PostComment.objects.filter(condition)
    below = Exists(replies.filter(reply_to=OuterRef("pk"))) | Exists(
        replies.filter(reply_to__reply_to=OuterRef("pk"))
    )
    return Case(When(below, then=Value(True)), default=Value(False))


def _take_words(comments, mark):
    """Empty `comments`, which stay as places in their threads, and set `mark`."""
    comments.delete_related()
    Comment.objects.filter(pk__in=comments.values("pk")).update(
        comment="", user_name="", user_email="", user_url="", ip_address=None, user=None
    )
    comments.update(
        token_hash=None,
        # A ledger that names the old key is not to find it.
        idempotency_key=Concat(Value("gone-"), Cast("pk", CharField())),
        flag_count=0,
        flag_reasons={},
        office=None,
        call_result="",
        **{mark: True},
    )
