"""Folders of generations, and the symlink to the current one."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from time import monotonic, sleep, time
from typing import IO

from django.conf import settings

# A generation holds at most this many responses, of at most this many bytes each.
MOST_PAGES = 20_000
MOST_BYTES = 2_000_000
# Seconds to wait for another thread or process that renders the same page.
PATIENCE = 5
# File whose modification time is the time at which the generation ends.
_END = "end"
# File with one byte for each stored response.
_COUNT = "count"


def root() -> Path:
    return Path(settings.PAGE_CACHE_ROOT)


def current() -> Path | None:
    """Return the folder of the current generation, or None if there is none yet.

    The symlink is read, not followed, so that later writes go to the same folder.
    """
    try:
        return root() / os.readlink(root() / "current")
    except OSError:
        return None


def forget() -> None:
    """Leave no generation current: new code or settings may render pages differently."""
    if settings.PAGE_CACHE_ROOT:
        (root() / "current").unlink(missing_ok=True)


def begin_for(version: str) -> None:
    """Begin a new, empty generation if the current one is for another version or has ended.

    `version` identifies the state of the database.
    """
    with _lock():
        now = current()
        if now and now.name.startswith(f"{version}-") and not _has_ended(now):
            return
        new = root() / f"{version}-{token_hex(8)}"
        new.mkdir(mode=0o750)
        (new / _COUNT).touch()
        link = root() / f"{new.name}.link"
        link.symlink_to(new.name)
        link.replace(root() / "current")


def _has_ended(generation: Path) -> bool:
    try:
        return (generation / _END).stat().st_mtime <= time()
    except FileNotFoundError:
        return False


def end_at(generation: Path, moment: float) -> None:
    """Let `generation` end at `moment` at the latest, in seconds since the epoch."""
    path = generation / _END
    with _lock():
        try:
            if path.stat().st_mtime <= moment:
                return
        except FileNotFoundError:
            path.touch()
        os.utime(path, (moment, moment))


def count_one(generation: Path) -> bool:
    """Count a response in `generation`. Return False if the generation is full."""
    with (generation / _COUNT).open("r+b") as count:
        if os.fstat(count.fileno()).st_size >= MOST_PAGES:
            return False
    with (generation / _COUNT).open("ab") as count:
        count.write(b".")
    return True


def sweep() -> None:
    """Delete the folders of past generations, except the newest of them, which may be in use."""
    with _lock():
        now = current()
        past = sorted(
            (path for path in root().glob("*-*") if path.is_dir() and path != now),
            key=lambda path: path.stat().st_mtime,
        )
    for path in past[:-1]:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _lock() -> Iterator[None]:
    root().mkdir(mode=0o750, parents=True, exist_ok=True)
    with (root() / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def only_renderer(generation: Path, number: int) -> Iterator[None]:
    """Wait until no other thread or process holds the lock `number`, for `PATIENCE` at most."""
    with ExitStack() as stack:
        with suppress(OSError):
            lock = stack.enter_context((generation / f"{number}.lock").open("wb"))
            give_up_at = monotonic() + PATIENCE
            while not _locks(lock) and monotonic() < give_up_at:
                sleep(0.02)
        yield


def _locks(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
