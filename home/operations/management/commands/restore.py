"""Command that replaces the database with a backup."""

import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from ... import backups, housekeeping, preparing, restoring
from ...page_cache import generations


class Command(BaseCommand):
    help = (
        "Replace the SQLite database, even a damaged one, by a backup, and repeat all later"
        " erasures, withdrawals and redactions. The site must be stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", type=Path, help="The backup.")
        parser.add_argument(
            "--without-ledger",
            action="store_true",
            help="Restore without the ledger of erasures: erased content comes back.",
        )

    def handle(self, *, source, without_ledger, **options):
        if connection.vendor != "sqlite":
            raise CommandError("The database is not SQLite. Use the tools of its server.")
        if not settings.ERASURE_LEDGER.exists() and not without_ledger:
            raise CommandError(
                f"There is no ledger of erasures at {settings.ERASURE_LEDGER}: content that was erased"
                " or withdrawn since the backup would come back. Put the newest copy of the ledger"
                " there, or accept this with --without-ledger."
            )
        database = Path(connection.settings_dict["NAME"])
        try:
            replaced = restoring.restore(source, database, preparing.prepare)
        except restoring.NotRestored as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        except backups.BadBackup as error:
            raise CommandError(f"{source} cannot be restored. {error}") from error
        except (OSError, sqlite3.Error, DatabaseError) as error:
            raise CommandError(f"Nothing was restored: {error}") from error
        self.stdout.write(f"Restored {source}.")
        if replaced:
            days = restoring.KEEP_REPLACED_FOR.days
            self.stdout.write(f"The former database is kept for {days} days: {replaced}")
        self._clean_up()

    def _clean_up(self):
        """Empty both caches, which reflect the replaced database, and run housekeeping."""
        try:
            generations.forget()
            cache.clear()
        except Exception as error:
            self.stderr.write(f"Empty the cache by hand: {error}")
        failed = [what for what, number in housekeeping.run() if number is None]
        if failed:
            self.stderr.write(f"Housekeeping failed: {'; '.join(failed)}")
