"""The ledger of erasures: what a database restored from a back-up must lose again.

A text file outside the database, to which each erasure adds a line: when, how, and
the key of the comment (a hash of a random stamp, which leads to nobody). It is
written before the words go: a crash in between leaves an erasure that
`forgetting.replay` completes, never one that is forgotten.
"""

import os
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files import locks
from django.utils import timezone

from .models import PostComment, Status

# Longer than any back-up is kept.
KEEP_FOR = timedelta(days=400)
# How a comment went, or that its writer stopped the mails about it.
WITHDRAWN, ERASED, STOPPED = "withdrawn", "erased", "stopped"
_BATCH = 500


def record(how, key):
    """Write into the ledger that the comment with this idempotency key was `WITHDRAWN` or `ERASED`.

    Or that the mails of the follow-up with this key were `STOPPED`.

    Raises:
        OSError: it cannot be written; then the comment must stay, rather than come back one day.
    """
    line = f"{timezone.now().isoformat()} {how} {key}\n".encode()
    with _locked() as path:
        is_new = not path.exists()
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            end = os.lseek(file, 0, os.SEEK_END)
            if end and os.pread(file, 1, end - 1) != b"\n":
                line = b"\n" + line  # a crash cut the last one off
            os.write(file, line)
            os.fsync(file)
        finally:
            os.close(file)
        if is_new:
            _sync_folder(path)


def undone():
    """The comments that the ledger names and the database has: erased before, and back.

    Returns a dict of how each was erased by its id. What is kept as evidence goes only
    with an erasure by a moderator.
    """
    found = {}
    lines = list(_read())
    for start in range(0, len(lines), _BATCH):
        erased = {key: (at, how) for at, how, key in lines[start : start + _BATCH]}
        stored = PostComment.objects.filter(idempotency_key__in=erased)
        for pk, key, submitted, status, is_withdrawn in stored.values_list(
            "pk", "idempotency_key", "submitted", "status", "is_withdrawn"
        ):
            at, how = erased[key]
            is_done = how == WITHDRAWN and status == Status.EVIDENCE and is_withdrawn
            # The same form may have been sent once more since: those words are new.
            if submitted <= at and not is_done:
                found[pk] = how
    return found


def stopped():
    """The keys of the follow-ups whose mails were stopped, and whose address is to be gone."""
    return [key for _at, how, key in _read() if how == STOPPED]


def drop_old(*, dry_run=False):
    """Drop the lines that are older than any back-up; returns how many."""
    before = timezone.now() - KEEP_FOR
    with _locked() as path:
        lines = list(_read())
        kept = [line for line in lines if line[0] >= before]
        if len(kept) < len(lines) and not dry_run:
            new = path.with_suffix(".new")
            file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(file, "w") as stream:
                stream.writelines(f"{at.isoformat()} {how} {key}\n" for at, how, key in kept)
                stream.flush()
                os.fsync(stream.fileno())
            new.replace(path)
            _sync_folder(path)
    return len(lines) - len(kept)


def _read():
    """The lines of the ledger as (when, how, key); one that a crash cut off says nothing."""
    path = settings.ERASURE_LEDGER
    if not path.exists():
        return
    for line in path.read_text(errors="replace").splitlines():
        try:
            at, how, key = line.split(" ")
            yield datetime.fromisoformat(at), how, key
        except ValueError:
            continue


@contextmanager
def _locked():
    """The ledger's path, while nobody else writes it."""
    path = settings.ERASURE_LEDGER
    with path.with_suffix(".lock").open("w") as lock:
        locks.lock(lock, locks.LOCK_EX)
        yield path


def _sync_folder(path):
    """Let a new name in the ledger's folder outlive a crash."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
