"""Scheduled deletion of old backups, replaced databases and ledger lines."""

from pathlib import Path

from django.db import connection

from . import archives, backups, ledger, restoring


def drop_old_lines(*, dry_run: bool) -> int:
    """Delete old lines of the ledger, and return the count."""
    return ledger.drop_old(dry_run=dry_run)


def drop_old_backups(*, dry_run: bool) -> int:
    """Delete expired backups, full ones too, and old partial files. Return the count."""
    return backups.drop_old(dry_run=dry_run) + archives.drop_old(backups.folder(), dry_run=dry_run)


def drop_replaced(*, dry_run: bool) -> int:
    """Delete old databases that restores replaced or left unfinished. Return the count."""
    if connection.vendor != "sqlite":
        return 0
    return restoring.drop_old(Path(connection.settings_dict["NAME"]), dry_run=dry_run)
