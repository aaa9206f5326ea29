"""Emptying of SQLite's write-ahead log, which can still contain deleted texts and addresses."""

import time
from typing import Any

from django.db import OperationalError, connection, transaction

# Milliseconds for which a scheduled deletion waits for other connections.
PATIENCE = 5000
# Seconds between two attempts.
_PAUSE = 0.05


def empty_log(*, patience: int = 0) -> bool:
    """Try to empty SQLite's log. Return False if it may still have content.

    `patience` is in milliseconds. Within a transaction, do nothing.
    """
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    deadline = time.monotonic() + patience / 1000
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
        # SQLite waits for readers and writers, but not for another connection that empties the log.
        while (is_busy := not _truncate(cursor)) and time.monotonic() < deadline:
            time.sleep(_PAUSE)
        cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")
    return not is_busy


def _truncate(cursor: Any) -> bool:
    try:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except OperationalError:
        return False
    busy, *_pages = cursor.fetchone()
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
