"""The lock that keeps the site's processes away from a database file while it is replaced.

It is an flock on the folder of the database: nothing is left behind, and it goes with
the process, however that ends. SQLite's own locks are not enough: they are held during
a request, and a process that runs on would write to a file that is no longer there.
"""

import os
from contextlib import contextmanager
from threading import Lock

from django.core.files import locks

_descriptors = {}
_guard = Lock()


class InUse(Exception):
    """Another process of the site uses the database."""


def share(database):
    """Say that this process uses `database`, a path; waits while another process replaces it."""
    _descriptor(database)


@contextmanager
def alone(database):
    """Let no other process of the site use `database`; those that start meanwhile wait.

    Raises:
        InUse: another process uses it.
    """
    descriptor = _descriptor(database)
    if not locks.lock(descriptor, locks.LOCK_EX | locks.LOCK_NB):
        locks.lock(descriptor, locks.LOCK_SH)  # a failed conversion may have lost the shared one
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
