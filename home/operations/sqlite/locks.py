"""Lock that keeps the site's processes away from a database file while the file is replaced.

SQLite's own locks are not enough, because a process holds them only during a transaction.
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
    """Raised when another process of the site is using the database."""


def share(database: Path) -> None:
    """Register this process as a user of `database`. Wait while the file is being replaced."""
    _descriptor(database)


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Lock `database` for this process alone within the `with` block. New processes wait.

    Raises:
        InUse: another process is using the database.
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
    folder = database.resolve().parent
    with _guard:
        if folder not in _descriptors:
            descriptor = os.open(folder, os.O_RDONLY)
            locks.lock(descriptor, locks.LOCK_SH)
            _descriptors[folder] = descriptor
        return _descriptors[folder]
