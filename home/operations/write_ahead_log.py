"""Emptying of SQLite's write-ahead log, which may still hold texts and addresses that were deleted."""

import contextlib

from django.db import OperationalError, connection, transaction

# Milliseconds for which a scheduled deletion waits for other connections.
PATIENCE = 5000


def empty_log(*, patience: int = 0) -> bool:
    """On SQLite, move the write-ahead log into the database and empty it. Return True if it is empty.

    Do nothing within a transaction. Wait up to `patience` milliseconds for other connections; if
    the database is still busy, the hourly job empties the log.
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
    """Empty the log once the current transaction is committed, without waiting for others."""
    transaction.on_commit(empty_log)


def empty_log_patiently() -> None:
    """Empty the log after a scheduled deletion.

    Raises:
        LogIsBusy: other connections used the log all the time.
    """
    if not empty_log(patience=PATIENCE) and not connection.in_atomic_block:
        raise LogIsBusy


class LogIsBusy(Exception):
    """Raised when deleted texts may still be in the log. The job is tried again."""
