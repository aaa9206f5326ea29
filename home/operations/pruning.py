"""Scheduled deletion of old back-ups and old lines of the ledger."""

from pathlib import Path

from django.db import connection

from . import backups, ledger, restoring


def drop_old_lines(*, dry_run):
    """Drop what no back-up can bring back any more."""
    return ledger.drop_old(dry_run=dry_run)


def drop_old_backups(*, dry_run):
    """Delete the back-ups that are older than the ledger reaches back."""
    return backups.drop_old(dry_run=dry_run)


def drop_replaced(*, dry_run):
    """Delete what a restore kept aside: no later erasure reaches it."""
    if connection.vendor != "sqlite":
        return 0
    return restoring.drop_old(Path(connection.settings_dict["NAME"]), dry_run=dry_run)
