"""Emptying of SQLite's write-ahead log, which can still contain deleted texts and addresses."""

import contextlib

from django.db import OperationalError, connection, transaction

# Milliseconds for which a scheduled deletion waits for other connections.
PATIENCE = 5000


def empty_log(*, patience: int = 0) -> bool:
    """Write SQLite's log into the database and empty the log. Return True if the log is now empty.

    On other databases, return True. Within a transaction, do nothing and return False. Wait up to
    `patience` milliseconds for other connections. If the database is still busy, the hourly job
    empties the log.
    """
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    busy = 1
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
        with contextlib.suppress(OperationalError):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_pages = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")
    return not busy


def empty_log_on_commit() -> None:
    """Empty the log on commit, without waiting for other connections.

    Outside a transaction, empty it at once.
    """
    transaction.on_commit(empty_log)


def empty_log_patiently() -> None:
    """Empty the log, waiting up to `PATIENCE` milliseconds. Within a transaction, do nothing.

    Raises:
        LogIsBusy: other connections still used the log after `PATIENCE` milliseconds.
    """
    if not empty_log(patience=PATIENCE) and not connection.in_atomic_block:
        raise LogIsBusy


class LogIsBusy(Exception):
    """Raised when the log could not be emptied, so that the scheduled job is tried again."""
