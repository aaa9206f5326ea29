"""Scheduled deletion of old back-ups and old ledger lines."""

from pathlib import Path

from django.db import connection

from . import backups, ledger, restoring


def drop_old_lines(*, dry_run):
    """Delete ledger lines that no back-up can undo any more."""
    return ledger.drop_old(dry_run=dry_run)


def drop_old_backups(*, dry_run):
    """Delete back-ups that are older than the ledger reaches."""
    return backups.drop_old(dry_run=dry_run)


def drop_replaced(*, dry_run):
    """Delete databases that a restore set aside: no later erasure reaches them."""
    if connection.vendor != "sqlite":
        return 0
    return restoring.drop_old(Path(connection.settings_dict["NAME"]), dry_run=dry_run)
