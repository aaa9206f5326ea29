"""Redaction of comments: a moderator removes words, and readers see a note in their place."""

import re

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from home.operations import ledger
from home.operations.write_ahead_log import empty_log_on_commit
from home.people.models import User

from . import erasure_ledger as erasures
from .models import REDACTED, PostComment, Redaction, SpamScreening, Status
from .services import ChangedMeanwhile
from .signals import announce_change
from .spam import near_duplicates as near
from .spam.checks import screen_text_again

# Start and end positions of parts of a text.
Spans = list[tuple[int, int]]


class NotRedacted(Exception):
    """Raised when words cannot be removed or restored. The message tells the moderator why."""


def marks_for(text: str) -> tuple[str, str]:
    """Return an opening and a closing mark that do not occur in `text`, such as "[[" and "]]"."""
    number = max([1, *map(len, re.findall(r"\[+|\]+", text))]) + 1
    return "[" * number, "]" * number


def marked_spans(marked: str, text: str) -> Spans:
    """Return the positions, in `plain(text)`, of the parts between marks in `marked`.

    Raises:
        NotRedacted: a mark has no counterpart, or `marked` without marks differs from `text`.
    """
    marked, text = plain(marked), plain(text)
    opening, closing = marks_for(text)
    whole, *others = marked.split(opening)
    spans = []
    for piece in others:
        removed, mark, after = piece.partition(closing)
        if not mark:
            raise NotRedacted(f"Each {opening} needs a {closing} after it, and none within.")
        if removed:
            spans.append((len(whole), len(whole) + len(removed)))
        whole += removed + after
    if whole != text:
        raise NotRedacted("The text has changed: put marks around words, and change nothing else.")
    return spans


def plain(text: str) -> str:
    """Return `text` with LF line endings and no surrounding space, as `Spans` require."""
    return text.replace("\r\n", "\n").strip()


def without(text: str, spans: Spans) -> str:
    """Return `text` with `REDACTED` in place of each part in `spans`."""
    text, left, end = plain(text), "", 0
    for start, stop in spans:
        left += text[end:start] + REDACTED
        end = stop
    return left + text[end:]


@transaction.atomic
def redact(
    comment_id: int, text: str, *, by: User, edits: int, without_name: bool = False
) -> PostComment:
    """Remove the marked words from a comment, and its writer's name if `without_name` is True.

    `text` is the whole comment with marks, and `edits` is its `edits` when the moderator saw it.

    Raises:
        NotRedacted: there is nothing to remove, the marks are wrong, or the text differs.
        ChangedMeanwhile: the text or name has been changed since the moderator saw them.
        PostComment.DoesNotExist: the comment was deleted, withdrawn or erased.
        PermissionDenied: the comment is evidence, and `by` may not see evidence.
    """
    comment = _locked(comment_id, by=by, edits=edits)
    spans = marked_spans(text, comment.comment)
    takes_name = bool(without_name and comment.user_name)
    if not spans and not takes_name:
        raise NotRedacted("Nothing is marked.")
    record(comment, spans, takes_name)
    take_out(comment, spans, takes_name)
    return save(comment, "redact", by)


def record(comment: PostComment, spans: Spans, takes_name: bool) -> None:
    """Record a redaction in the ledger after the commit. Call this before `take_out`."""
    # The details are the comment's `edits`, the length of its text, the positions of the words to
    # remove, such as "3-8,12-20", or "-" for none, and "name" if the name is removed, otherwise
    # "-".
    ledger.record_on_commit(
        erasures.REDACTED,
        comment.idempotency_key,
        comment.edits,
        len(plain(comment.comment)),
        ",".join(f"{start}-{stop}" for start, stop in spans) or "-",
        "name" if takes_name else "-",
    )


def take_out(comment: PostComment, spans: Spans, takes_name: bool) -> None:
    """Remove the words at `spans`, and the name if `takes_name`, without saving the comment."""
    # Otherwise, an earlier redaction has stored the original.
    if not hasattr(comment, "redaction"):
        Redaction.objects.create(
            comment=comment,
            original=comment.comment,
            original_name=comment.user_name,
            redacted_at=timezone.now(),
        )
    if spans:
        comment.comment = without(comment.comment, spans)
    if takes_name:
        comment.user_name = ""


@transaction.atomic
def undo(comment_id: int, *, by: User, edits: int) -> PostComment:
    """Restore the text and name that the comment had before its first redaction.

    Raises:
        NotRedacted: no original is stored, because nothing was removed or the redaction is too old.
        ChangedMeanwhile, PermissionDenied, PostComment.DoesNotExist: as for `redact`.
    """
    comment = _locked(comment_id, by=by, edits=edits)
    if not hasattr(comment, "redaction"):
        raise NotRedacted("There is nothing that could be brought back.")
    redaction = comment.redaction
    comment.comment, comment.user_name = redaction.original, redaction.original_name
    redaction.delete()
    return save(comment, "unredact", by)


def _locked(comment_id: int, *, by: User, edits: int) -> PostComment:
    present = PostComment.objects.filter(is_withdrawn=False, is_erased=False)
    comment = present.select_related("redaction").get_locked(comment_id)
    if comment is None:
        raise PostComment.DoesNotExist
    if comment.status == Status.EVIDENCE and not by.has_perm("comments.handle_evidence"):
        raise PermissionDenied
    if comment.edits != edits:
        raise ChangedMeanwhile
    return comment


def save(comment: PostComment, action: str, by: User | None) -> PostComment:
    """Save a comment that `take_out` or `undo` changed, log `action`, and return the comment."""
    # This makes a moderator's pending decision about the earlier text fail.
    comment.edits += 1
    comment.save(update_fields=("comment", "user_name", "edits"))
    # Near duplicates are found by the new text.
    SpamScreening.objects.filter(pk=comment.pk).update(**near.columns(comment))
    # The writer is not to blame for what a text says without the words that were taken out.
    screen_text_again(comment, may_add=action == "unredact")
    log(instance=comment, action=f"comments.{action}", user=by)
    announce_change({comment.post_id})
    empty_log_on_commit()
    return comment
