"""Folders of generations, and the symlink to the current one."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from secrets import token_hex
from time import time
from typing import cast

from django.conf import settings

# Size of a generation, in blocks of 4 KB. A file takes one block at least.
BLOCK, MOST_BLOCKS = 4096, 250_000
# File with one byte for each block.
_SIZE = "size"
# Files whose names end with the times, in seconds since the epoch, at which a page changes.
_UNTIL = "until-"


def root() -> Path:
    return cast(Path, settings.PAGE_CACHE_ROOT)


def current() -> Path | None:
    """Return the folder of the current generation, or None if there is none yet.

    The symlink is read, not followed, so that later writes go to the same folder.
    """
    try:
        return root() / os.readlink(root() / "current")
    except OSError:
        return None


def forget() -> None:
    """Leave no generation current, because new code or another database renders pages anew."""
    if settings.PAGE_CACHE_ROOT:
        (root() / "current").unlink(missing_ok=True)


def begin_for(version: str) -> None:
    """Begin a new, empty generation if the current one is for another version or has expired.

    `version` identifies the state of the database.
    """
    with _lock():
        now = current()
        if now and now.name.startswith(f"{version}-") and not _has_expired(now):
            return
        new = root() / f"{version}-{token_hex(8)}"
        try:
            new.mkdir(mode=0o750)
            (new / _SIZE).touch()
            link = new / "link"
            link.symlink_to(new.name)
            link.replace(root() / "current")
        except OSError:  # such as a full disk: then no page is better than an old one
            forget()
            raise


def _has_expired(generation: Path) -> bool:
    names = [path.name for path in generation.glob(f"{_UNTIL}*")]
    return any(float(name.removeprefix(_UNTIL)) <= time() for name in names)


def has_room(generation: Path, *sizes: int, until: float) -> bool:
    """Reserve room for files of these sizes, which expire at `until`. Return False if it is full.

    Raises:
        OSError: the generation no longer exists, or the disk is full.
    """
    blocks = sum(size // BLOCK + 1 for size in sizes)
    used = generation / _SIZE
    if used.stat().st_size + blocks > MOST_BLOCKS:
        return False
    with used.open("ab") as file:
        file.write(b"." * blocks)
    (generation / f"{_UNTIL}{until}").touch()
    return True


def sweep() -> None:
    """Delete all generations but the current one: they may contain what was erased meanwhile."""
    with _lock():
        now = current()
        past = [path for path in root().glob("*-*") if path != now]
    for path in past:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait until no other thread or process holds the lock file `path`, and hold it."""
    with path.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lock() -> AbstractContextManager[None]:
    root().mkdir(mode=0o750, parents=True, exist_ok=True)
    return locked(root() / "lock")
