"""Lock that keeps the site's processes away from a database file during its replacement.

The lock is an flock on the database's folder: it leaves no file, and it ends with its process.
SQLite's own locks are not enough, because a process holds them only during a transaction. Between
transactions it would go on writing to a file that is no longer there.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from django.core.files import locks

_descriptors: dict[Path, int] = {}
_guard = Lock()


class InUse(Exception):
    """Raised if another process of the site uses the database."""


def share(database: Path) -> None:
    """Register this process as a user of `database`. Wait while another process replaces it."""
    _descriptor(database)


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Hold the exclusive use of `database` within the block. New processes wait.

    Raises:
        InUse: another process uses the database.
    """
    descriptor = _descriptor(database)
    if not locks.lock(descriptor, locks.LOCK_EX | locks.LOCK_NB):
        locks.lock(descriptor, locks.LOCK_SH)  # a failed conversion may have lost the shared lock
        raise InUse
    try:
        yield
    finally:
        locks.lock(descriptor, locks.LOCK_SH)


def _descriptor(database: Path) -> int:
    """Return this process's descriptor of the folder of `database`, with a shared lock."""
    folder = database.resolve().parent
    with _guard:
        if folder not in _descriptors:
            descriptor = os.open(folder, os.O_RDONLY)
            locks.lock(descriptor, locks.LOCK_SH)
            _descriptors[folder] = descriptor
        return _descriptors[folder]
