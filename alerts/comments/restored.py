"""Functions that redo changes to comments that a restore has undone.

The ledger lists these changes, such as erasures. Each registered function gets the lines of the
ledger for one kind of change. It returns the count of comments or addresses that it changes or
deletes. With `dry_run`, it only counts them.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from home.form_tokens import MAX_AGE
from home.operations import ledger
from home.used_form_tokens import use_up

from . import erasure_ledger as erasures
from .erasure import DELETED, carry_out
from .models import FollowUp, PostComment, SpamScreening, Status
from .redaction import plain, save, take_out
from .services import Decision, set_status

_BATCH = 500


def _rows(keys: Iterable[str]) -> Iterator[PostComment]:
    keys = list(keys)
    for start in range(0, len(keys), _BATCH):
        found = PostComment.objects.select_related("screening", "redaction")
        yield from found.filter(idempotency_key__in=keys[start : start + _BATCH])


def _is_older(comment: PostComment, line: ledger.LedgerLine) -> bool:
    """Return True if `comment` was sent before the change in `line`, and not decided on since."""
    # After the act, the same form may have been sent again as a new comment.
    decided = comment.moderated_at is None or comment.moderated_at < line.at
    return comment.submitted <= line.at and decided


def _erase_again(act: str, lines: list[ledger.LedgerLine], *, dry_run: bool) -> int:
    gone = ledger.latest(lines)
    if not dry_run:
        _use_up_again(lines)
    count = 0
    for comment in _rows(gone):
        is_done = (
            act == erasures.WITHDRAWN and comment.status == Status.EVIDENCE and comment.is_withdrawn
        )
        # The comment may have been sent again after the erasure.
        if comment.submitted > gone[comment.idempotency_key].at or is_done:
            continue
        count += 1
        if not dry_run:
            with transaction.atomic():
                if locked := PostComment.objects.get_locked(comment.pk):
                    carry_out(locked, act, by=None)
    return count


def _use_up_again(lines: list[ledger.LedgerLine]) -> None:
    recent = timezone.now() - timedelta(seconds=MAX_AGE)
    # The forms of older comments have expired.
    for key in {line.key for line in lines if line.at > recent}:
        use_up(DELETED, key)


def delete_addresses_again(lines: list[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Delete again the addresses of writers who stopped the emails."""
    follow_ups = FollowUp.objects.filter(key__in=[line.key for line in lines])
    return follow_ups.count() if dry_run else follow_ups.delete()[0]


def warn_of_lost_edits(lines: list[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Warn moderators of comments that have lost a change by their writer."""
    edited = ledger.latest(lines)
    count = 0
    for comment in _rows(edited):
        line = edited[comment.idempotency_key]
        screening = getattr(comment, "screening", None) or SpamScreening(comment=comment)
        is_known = any(name == "edited" for name, *_rest in screening.reasons)
        is_behind = comment.edits <= int(line.details[0]) and _is_older(comment, line)
        if is_behind and not is_known and not comment.is_gone:
            count += 1
            if not dry_run:
                # The warning is a reason without points.
                screening.reasons.append(["edited", 0, ""])
                screening.save()
    return count


def decide_again(lines: list[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Redo the last decisions that a restore has undone, except decisions to publish."""
    decided = {
        key: line
        for key, line in ledger.latest(lines).items()
        if line.details[0] != Status.PUBLISHED
    }
    count = 0
    for comment in _rows(decided):
        line = decided[comment.idempotency_key]
        status, reason = line.details
        # Evidence stays evidence, so that only administrators see it.
        is_same = comment.status in (status, Status.EVIDENCE)
        if is_same or comment.is_gone or not _is_older(comment, line):
            continue
        count += 1
        if not dry_run:
            reason = "" if reason == "-" else reason
            set_status(comment.pk, Decision(Status(status), by=None, reason=reason))
    return count


def take_out_again(lines: list[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Redo the redactions that a restore has undone."""
    by_key: dict[str, list[ledger.LedgerLine]] = {}
    for line in lines:
        by_key.setdefault(line.key, []).append(line)
    count = 0
    for comment in _rows(by_key):
        missing = [
            line
            for line in by_key[comment.idempotency_key]
            if int(line.details[0]) >= comment.edits
            and comment.submitted <= line.at
            and (not hasattr(comment, "redaction") or comment.redaction.redacted_at < line.at)
        ]
        if missing and not comment.is_gone and comment.status != Status.EVIDENCE:
            count += bool(dry_run or _take_out_again(comment.pk, missing))
    return count


@transaction.atomic
def _take_out_again(pk: int, lines: list[ledger.LedgerLine]) -> bool:
    comment = PostComment.objects.select_related("redaction").get_locked(pk)
    has_changed = False
    if comment is None:
        return has_changed
    for line in lines:
        edits, length, spans, name = line.details
        # The recorded positions are valid only for the text that was redacted. Another text is
        # hidden until a moderator decides on it.
        if comment.edits != int(edits) or len(plain(comment.comment)) != int(length):
            if comment.status != Status.PUBLISHED or not _is_older(comment, line):
                return has_changed
            set_status(pk, Decision(Status.PENDING, by=None))
            return True
        take_out(comment, _parse_spans(spans), name == "name")
        save(comment, "redact", None)
        has_changed = True
    return has_changed


def _parse_spans(text: str) -> list[tuple[int, int]]:
    """Parse positions from the ledger, such as "3-8,12-20", or "-" for none."""
    if text == "-":
        return []
    pairs = (span.split("-") for span in text.split(","))
    return [(int(start), int(stop)) for start, stop in pairs]


def register() -> None:
    # The functions run in this order.
    for act in (erasures.ERASED, erasures.WITHDRAWN):
        ledger.register(act, partial(_erase_again, act))
    ledger.register(erasures.STOPPED, delete_addresses_again)
    ledger.register(erasures.EDITED, warn_of_lost_edits)
    ledger.register(erasures.DECIDED, decide_again)
    ledger.register(erasures.REDACTED, take_out_again)
