"""Lock that keeps the site's processes away from a database file during its replacement.

The lock is an flock on the database's folder: it leaves no file, and it ends with its process.
SQLite's own locks are not enough: they are held during a request only, and a running process would
write to a file that is no longer there.
"""

import os
from contextlib import contextmanager
from threading import Lock

from django.core.files import locks

_descriptors = {}
_guard = Lock()


class InUse(Exception):
    """Database that another process of the site uses."""


def share(database):
    """Register this process as a user of the path `database`; wait while another replaces it."""
    _descriptor(database)


@contextmanager
def alone(database):
    """Hold the only use of `database` within the block; new processes wait.

    Raises:
        InUse: another process uses it.
    """
    descriptor = _descriptor(database)
    if not locks.lock(descriptor, locks.LOCK_EX | locks.LOCK_NB):
        locks.lock(descriptor, locks.LOCK_SH)  # a failed conversion may have lost the shared lock
        raise InUse
    try:
        yield
    finally:
        locks.lock(descriptor, locks.LOCK_SH)


def _descriptor(database):
    """Return this process's descriptor of the folder of `database`, with a shared lock."""
    folder = database.resolve().parent
    with _guard:
        if folder not in _descriptors:
            descriptor = os.open(folder, os.O_RDONLY)
            locks.lock(descriptor, locks.LOCK_SH)
            _descriptors[folder] = descriptor
        return _descriptors[folder]
