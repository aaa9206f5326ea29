"""Scheduled deletion of old backups, replaced databases and ledger lines."""

from pathlib import Path

from django.db import connection

from . import archives, backups, ledger, postgresql, restored_files, restoring


def drop_old_lines(*, dry_run: bool) -> int:
    """Delete old lines of the ledger, and return the count. With `dry_run`, only count."""
    return ledger.drop_old(dry_run=dry_run)


def drop_old_backups(*, dry_run: bool) -> int:
    """Delete expired backups of all kinds and leftovers of killed processes. Return the count.

    Backups outside the default folder stay. With `dry_run`, nothing is deleted.
    """
    old = backups.drop_old(dry_run=dry_run) + archives.drop_old(backups.folder(), dry_run=dry_run)
    if connection.vendor == "postgresql":
        old += postgresql.drop_abandoned(dry_run=dry_run)
    return old


def drop_replaced(*, dry_run: bool) -> int:
    """Delete old databases that restores replaced or left unfinished. Return the count.

    The journal of a complete restore is deleted too, but not counted. With `dry_run`, nothing is
    deleted.

    Raises:
        NotKnown: the database does not answer.
    """
    if not dry_run:
        restored_files.forget_if_complete()
    if connection.vendor != "sqlite":
        return 0
    return restoring.drop_old(Path(connection.settings_dict["NAME"]), dry_run=dry_run)
