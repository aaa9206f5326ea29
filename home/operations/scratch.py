"""Private working folders and partial files. Those of killed processes are deleted later.

A process locks what it uses until it ends. So a folder or file that can be locked is abandoned.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import locks

from . import ledger

_PART = ".part"
# Seconds. A younger partial file may be about to be locked.
_YOUNG = 60


def _place() -> Path:
    return settings.DATA_DIR / "scratch"


@contextmanager
def folder() -> Iterator[Path]:
    """Yield an empty folder that only its owner can read, and delete it after the `with` block."""
    with _alone_in(_place()) as place:
        _drop_abandoned(place, dry_run=False)
        path = Path(tempfile.mkdtemp(dir=place))
        descriptor = os.open(path, os.O_RDONLY)
        locks.lock(descriptor, locks.LOCK_EX)
        ledger.give_to_owner_of_folder(path)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(descriptor)


@contextmanager
def part(where: Path) -> Iterator[Path]:
    """Yield the path of a new private file in `where`, deleted afterwards unless it was renamed."""
    descriptor, name = tempfile.mkstemp(_PART, ".", where)
    locks.lock(descriptor, locks.LOCK_EX)
    path = Path(name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def put_in_place(file: Path, target: Path) -> None:
    """Put `file` at `target` in one step, so that `target` is never incomplete."""
    with part(target.parent) as new:
        if _is_same_disk(file, new):
            file.replace(new)
        else:
            shutil.copyfile(file, new)
        new.chmod(0o600)
        sync(new)
        ledger.give_to_owner_of_folder(new)
        new.replace(target)
    ledger.sync_folder(target)


def _is_same_disk(one: Path, other: Path) -> bool:
    return one.stat().st_dev == other.stat().st_dev


def sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def drop_abandoned(*, dry_run: bool = False) -> int:
    """Delete working folders of killed processes unless `dry_run`, and return the count."""
    if not _place().exists():
        return 0
    with _alone_in(_place()) as place:
        return _drop_abandoned(place, dry_run=dry_run)


def drop_parts(where: Path, *, dry_run: bool = False) -> int:
    """Delete partial files of killed processes unless `dry_run`, and return the count."""
    old = [path for path in where.glob(f".*{_PART}") if _is_old(path) and _is_abandoned(path)]
    if not dry_run:
        for path in old:
            path.unlink(missing_ok=True)
    return len(old)


@contextmanager
def _alone_in(place: Path) -> Iterator[Path]:
    if not place.exists():
        place.mkdir(mode=0o700, exist_ok=True)
        ledger.give_to_owner_of_folder(place)
    descriptor = os.open(place, os.O_RDONLY)
    try:
        locks.lock(descriptor, locks.LOCK_EX)
        yield place
    finally:
        os.close(descriptor)


def _drop_abandoned(place: Path, *, dry_run: bool) -> int:
    found = [path for path in place.iterdir() if _is_abandoned(path)]
    if not dry_run:
        for path in found:
            shutil.rmtree(path, ignore_errors=True)
    return len(found)


def _is_old(path: Path) -> bool:
    try:
        return path.stat().st_mtime < time.time() - _YOUNG
    except FileNotFoundError:
        return False


def _is_abandoned(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False  # deleted meanwhile, or of another user
    try:
        return locks.lock(descriptor, locks.LOCK_EX | locks.LOCK_NB)
    finally:
        os.close(descriptor)
