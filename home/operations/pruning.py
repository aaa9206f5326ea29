"""Scheduled deletion of old backups, replaced databases and ledger lines."""

from pathlib import Path

from django.db import connection

from . import archives, backups, ledger, postgresql, restored_files, restoring


def drop_old_lines(*, dry_run: bool) -> int:
    return ledger.drop_old(dry_run=dry_run)


def drop_old_backups(*, dry_run: bool) -> int:
    """Delete old backups and leftovers of killed processes unless `dry_run`. Return the count."""
    old = backups.drop_old(dry_run=dry_run) + archives.drop_old(backups.folder(), dry_run=dry_run)
    if connection.vendor == "postgresql":
        old += postgresql.drop_abandoned(dry_run=dry_run)
    return old


def drop_replaced(*, dry_run: bool) -> int:
    """Delete old databases that restores left, unless `dry_run`, and return the count."""
    if not dry_run:
        restored_files.forget_if_complete()
    if connection.vendor != "sqlite":
        return 0
    return restoring.drop_old(Path(connection.settings_dict["NAME"]), dry_run=dry_run)
