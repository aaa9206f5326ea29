"""Ledger of changes that a restore of a backup must not undo, such as erased comments.

The ledger is a text file outside the database. Each line has the version of the format, the time,
the act, a key, details, and a full stop. A line without the full stop was cut off by a crash. Keys
must not contain texts, names or addresses.
"""

import logging
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from django.conf import settings
from django.core.files import locks
from django.db import transaction
from django.utils import timezone

logger = logging.getLogger(__name__)

# Longer than any backup is kept.
KEEP_FOR = timedelta(days=400)
VERSION = "2"

# Replayed acts are in the ledger already, with their own time.
_is_replaying = ContextVar("is_replaying", default=False)


class LedgerLine(NamedTuple):
    at: datetime
    act: str
    key: str
    details: tuple[str, ...]
    version: str = VERSION

    def __str__(self) -> str:
        words = (self.version, self.at.isoformat(), self.act, self.key, *self.details, ".")
        return " ".join(words) + "\n"


class Step(Protocol):
    """Function that redoes what a restore has undone, unless `dry_run`, and counts the rows.

    `lines` are those of one act, oldest first.
    """

    def __call__(self, lines: list[LedgerLine], /, *, dry_run: bool) -> int: ...


_steps: dict[str, Step] = {}


def register(act: str, function: Step) -> None:
    """Register `function` to redo the changes that the ledger records under the name `act`."""
    _steps[act] = function


def replay(*, dry_run: bool = False) -> int:
    """Redo what a restore has undone, unless `dry_run`, and return the count of rows."""
    lines: dict[str, list[LedgerLine]] = defaultdict(list)
    for line in read():
        act = line.act if line.version == VERSION else f"{line.act} (version {line.version})"
        lines[act].append(line)
    if unknown := sorted(lines.keys() - _steps.keys()):
        logger.error("The ledger has lines of a newer version of the site: %s.", ", ".join(unknown))
    token = _is_replaying.set(True)
    try:
        return sum(step(lines[act], dry_run=dry_run) for act, step in _steps.items() if lines[act])
    finally:
        _is_replaying.reset(token)


def latest(lines: Iterable[LedgerLine]) -> dict[str, LedgerLine]:
    """Return the last line for each key, by key."""
    return {line.key: line for line in lines}


def record(act: str, key: object, *details: object) -> None:
    """Add a line for `act` to the ledger, except during `replay`.

    Neither `key` nor `details` may contain a space.

    Raises:
        OSError: the ledger cannot be written.
    """
    if _is_replaying.get():
        return
    line = str(LedgerLine(timezone.now(), act, str(key), tuple(map(str, details)))).encode()
    with _locked() as path:
        is_new = not path.exists()
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            end = os.lseek(file, 0, os.SEEK_END)
            if end and os.pread(file, 1, end - 1) != b"\n":
                line = b"\n" + line  # a crash cut off the last line
            os.write(file, line)
            os.fsync(file)
        finally:
            os.close(file)
        if is_new:
            give_to_owner_of_folder(path)
            sync_folder(path)


def record_on_commit(act: str, key: object, *details: object) -> None:
    """Call `record` after the commit, and only log the error if the ledger cannot be written."""
    if not _is_replaying.get():
        transaction.on_commit(partial(_record_or_log, act, key, *details))


def _record_or_log(act: str, key: object, *details: object) -> None:
    try:
        record(act, key, *details)
    # Content must be removable even when the disk is full.
    except OSError:
        logger.exception("The ledger cannot be written; a restore would undo: %s", act)


def read() -> list[LedgerLine]:
    """Return the valid lines of the ledger, oldest first."""
    path = settings.ERASURE_LEDGER
    if not path.exists():
        return []
    return list(filter(None, map(_parse, path.read_text(errors="replace").splitlines())))


def drop_old(*, dry_run: bool = False) -> int:
    """Delete lines older than `KEEP_FOR` unless `dry_run`, and return their count."""
    before = timezone.now() - KEEP_FOR
    with _locked() as path:
        lines = read()
        # Lines that cannot be parsed are dropped too, but not counted.
        kept = [line for line in lines if line.at >= before]
        if len(kept) < len(lines) and not dry_run:
            new = path.with_suffix(".new")
            file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(file, "w") as stream:
                stream.writelines(map(str, kept))
                stream.flush()
                os.fsync(stream.fileno())
            give_to_owner_of_folder(new)
            new.replace(path)
            sync_folder(path)
    return len(lines) - len(kept)


def ensure() -> None:
    """Create an empty ledger if there is none.

    Each backup calls this, so a ledger that is missing at a restore has been lost.
    """
    with _locked() as path:
        if not path.exists():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
            give_to_owner_of_folder(path)
            sync_folder(path)


def give_to_owner_of_folder(path: Path) -> None:
    """If root runs this process, give the file or folder at `path` to its parent folder's owner."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def sync_folder(path: Path) -> None:
    """Flush the parent folder of `path` to disk, so that the name of the file survives a crash."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _parse(text: str) -> LedgerLine | None:
    try:
        version, at, act, key, *details, end = text.split(" ")
        if version.isdecimal() and end == ".":
            return LedgerLine(datetime.fromisoformat(at), act, key, tuple(details), version)
    except ValueError:
        pass
    return None


@contextmanager
def _locked() -> Iterator[Path]:
    path = settings.ERASURE_LEDGER
    lock_path = path.with_suffix(".lock")
    is_new = not lock_path.exists()
    with lock_path.open("w") as lock:
        if is_new:
            give_to_owner_of_folder(lock_path)
        locks.lock(lock, locks.LOCK_EX)
        yield path
