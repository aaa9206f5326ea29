"""Scheduled deletion of old backups, replaced databases and ledger lines."""

from pathlib import Path

from django.db import connection

from . import backups, ledger, restoring


def drop_old_lines(*, dry_run: bool) -> int:
    """Delete ledger lines that are older than any backup, and return the count."""
    return ledger.drop_old(dry_run=dry_run)


def drop_old_backups(*, dry_run: bool) -> int:
    """Delete backups that are older than the lines kept in the ledger, and return the count.

    Partial files that killed processes left are deleted and counted too.
    """
    return backups.drop_old(dry_run=dry_run)


def drop_replaced(*, dry_run: bool) -> int:
    """Delete databases that restores replaced or left unfinished some days ago. Return the count.

    Such a database may contain content that was erased later.
    """
    if connection.vendor != "sqlite":
        return 0
    return restoring.drop_old(Path(connection.settings_dict["NAME"]), dry_run=dry_run)
