"""Emptying of SQLite's write-ahead log, which can still contain deleted texts and addresses."""

import contextlib

from django.db import OperationalError, connection, transaction

# Milliseconds for which a scheduled deletion waits for other connections.
PATIENCE = 5000


def empty_log(*, patience: int = 0) -> bool:
    """Try to empty SQLite's log. Return False if it may still have content.

    `patience` is in milliseconds. Within a transaction, do nothing.
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
    """Try to empty the log on commit, or at once outside a transaction."""
    transaction.on_commit(empty_log)


def empty_log_patiently() -> None:
    """Empty the log or raise LogIsBusy after `PATIENCE`, except within a transaction."""
    if not empty_log(patience=PATIENCE) and not connection.in_atomic_block:
        raise LogIsBusy


class LogIsBusy(Exception):
    """Raised when the log could not be emptied."""
