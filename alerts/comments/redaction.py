"""Redaction of comments: words are removed, the rest stays, and readers see the gap."""

import re
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from home.operations import ledger

from . import erasure_ledger as erasures
from .models import REDACTED, PostComment, Redaction, SpamScreening, Status
from .services import ChangedMeanwhile
from .signals import send_shown_changed
from .spam import near_duplicates as near


class NotRedacted(Exception):
    """Raised if a redaction or its undoing is impossible, with the reason for the moderator."""


def marks_for(text):
    """Return the opening and the closing mark for `text`: more brackets than it has in a row."""
    longest = max((len(run) for run in re.findall(r"\[+|\]+", text)), default=0)
    number = max(longest + 1, 2)
    return "[" * number, "]" * number


def marked_spans(marked, text):
    """Return the start and end in `text` of each part between marks in `marked`.

    Raises:
        NotRedacted: a mark has no counterpart, or `marked` without its marks is not `text`.
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


def plain(text):
    """Return `text` in the form in which positions are counted."""
    return text.replace("\r\n", "\n").strip()


def without(text, spans):
    """Return `text` with `REDACTED` in the place of each span."""
    text, left, end = plain(text), "", 0
    for start, stop in spans:
        left += text[end:start] + REDACTED
        end = stop
    return left + text[end:]


@transaction.atomic
def redact(comment_id, text, *, by, edits, without_name=False):
    """Remove the marked parts of the comment, and the name if asked to, and return the comment.

    Its status stays the same. Its `Redaction` keeps the original while this can be undone.

    Args:
        text: the whole comment, with the marks of `marks_for` around the parts to remove.
        edits: the count of the writer's changes that the moderator has seen.

    Raises:
        NotRedacted: nothing is marked, or as for `marked_spans`.
        ChangedMeanwhile, PostComment.DoesNotExist: as for `set_status`.
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


def record(comment, spans, takes_name):
    """Record the positions of the words to remove in the ledger; `comment` is still unchanged."""
    ledger.record_on_commit(
        erasures.REDACTED,
        comment.idempotency_key,
        comment.edits,
        len(plain(comment.comment)),
        ",".join(f"{start}-{stop}" for start, stop in spans) or "-",
        "name" if takes_name else "-",
    )


def take_out(comment, spans, takes_name):
    """Remove the words at `spans` from `comment`, and the name if `takes_name`, without saving it.

    Store the original for an undo.
    """
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
def undo(comment_id, *, by, edits):
    """Restore the comment as it was before its redaction, and return it.

    Raises:
        NotRedacted: nothing was removed, or it was too long ago.
        ChangedMeanwhile, PermissionDenied, PostComment.DoesNotExist: as for `redact`.
    """
    comment = _locked(comment_id, by=by, edits=edits)
    if not hasattr(comment, "redaction"):
        raise NotRedacted("There is nothing that could be brought back.")
    redaction = comment.redaction
    comment.comment, comment.user_name = redaction.original, redaction.original_name
    redaction.delete()
    return save(comment, "unredact", by)


def _locked(comment_id, *, by, edits):
    found = PostComment.objects.filter(pk=comment_id, is_withdrawn=False, is_erased=False)
    found.lock_threads()
    comment = found.select_related("redaction").get()
    if comment.status == Status.EVIDENCE and not by.has_perm("comments.handle_evidence"):
        raise PermissionDenied
    if comment.edits != edits:
        raise ChangedMeanwhile
    return comment


def save(comment, action, by):
    """Save a comment that `take_out` or `undo` changed, and update what depends on its text."""
    # A decision about the earlier text must fail.
    comment.edits += 1
    comment.save(update_fields=("comment", "user_name", "edits"))
    # Near duplicates are found by the new text.
    SpamScreening.objects.filter(pk=comment.pk).update(**near.columns(comment))
    log(instance=comment, action=f"comments.{action}", user=by)
    transaction.on_commit(partial(send_shown_changed, {comment.post_id}))
    return comment
