"""Taking words out of a comment: the rest stays, and readers see that something was removed."""

import re
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from .defence import near
from .models import REDACTED, PostComment, Status
from .moderation import ChangedMeanwhile
from .signals import tell_of_change


class NotRedacted(Exception):
    """The marks cannot be read, or the text between them is not the comment's. `str` says which."""


def marks_for(text):
    """The opening and the closing mark for parts of `text`: brackets, more than it has in a row."""
    longest = max((len(run) for run in re.findall(r"\[+|\]+", text)), default=0)
    number = max(longest + 1, 2)
    return "[" * number, "]" * number


def without_marked(marked, text):
    """`text` with `REDACTED` in the place of each part that stands between marks in `marked`.

    Raises:
        NotRedacted: a mark is alone, or `marked` without its marks is not `text`.
    """
    marked, text = (one.replace("\r\n", "\n").strip() for one in (marked, text))
    opening, closing = marks_for(text)
    first, *others = marked.split(opening)
    whole = left = first
    for piece in others:
        removed, mark, after = piece.partition(closing)
        if not mark:
            raise NotRedacted(f"Each {opening} needs a {closing} after it, and none within.")
        whole += removed + after
        left += (REDACTED if removed else "") + after
    if whole != text:
        raise NotRedacted("The text has changed: put marks around words, and change nothing else.")
    return left


@transaction.atomic
def redact(comment_id, text, *, by, edits, without_name=False):
    """Take the marked parts of the comment out, and the name if asked to; publishes nothing.

    Returns the comment. What it said is kept in `original` for as long as this can be undone.

    Args:
        text: the whole comment, with the marks of `marks_for` around what goes.
        edits: the number of changes that the moderator has seen.

    Raises:
        NotRedacted: nothing is marked, or as for `without_marked`.
        ChangedMeanwhile, PostComment.DoesNotExist: as for `set_status`.
        PermissionDenied: it is evidence, and `by` may not see that.
    """
    comment = _locked(comment_id, by=by, edits=edits)
    left = without_marked(text, comment.comment)
    takes_name = without_name and comment.user_name
    if left == comment.comment and not takes_name:
        raise NotRedacted("Nothing is marked.")
    if comment.redacted_at is None:
        comment.original, comment.original_name = comment.comment, comment.user_name
        comment.redacted_at = timezone.now()
    comment.comment = left
    if takes_name:
        comment.user_name = ""
    return _save(comment, "redact", by)


@transaction.atomic
def undo(comment_id, *, by, edits):
    """Let the comment say again what it said before words were taken out. Returns it.

    Raises:
        NotRedacted: nothing was taken out, or it is too long ago.
        ChangedMeanwhile, PermissionDenied, PostComment.DoesNotExist: as for `redact`.
    """
    comment = _locked(comment_id, by=by, edits=edits)
    if comment.redacted_at is None:
        raise NotRedacted("There is nothing that could be brought back.")
    comment.comment, comment.user_name = comment.original, comment.original_name
    comment.original = comment.original_name = ""
    comment.redacted_at = None
    return _save(comment, "unredact", by)


def _locked(comment_id, *, by, edits):
    found = PostComment.objects.filter(pk=comment_id, is_withdrawn=False, is_erased=False)
    found.lock_threads()
    comment = found.get()
    if comment.status == Status.EVIDENCE and not by.has_perm("comments.handle_evidence"):
        raise PermissionDenied
    if comment.edits != edits:
        raise ChangedMeanwhile
    return comment


def _save(comment, action, by):
    # Nobody may decide on words that were read before.
    comment.edits += 1
    # What other comments are compared with is what it says now.
    bands = near.columns(comment)
    for name, band in bands.items():
        setattr(comment, name, band)
    comment.save(
        update_fields=(
            *("comment", "user_name", "original", "original_name", "redacted_at", "edits"),
            *bands,
        )
    )
    log(instance=comment, action=f"comments.{action}", user=by)
    transaction.on_commit(partial(tell_of_change, {comment.post_id}))
    return comment
