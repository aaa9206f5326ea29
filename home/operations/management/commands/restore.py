"""Command that restores a backup, tests a full backup, or undoes an interrupted restore."""

import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from ... import (
    archives,
    backup_records,
    backups,
    full_restoring,
    housekeeping,
    postgresql,
    preparing,
    restored_files,
    restoring,
)
from ...page_cache import storage


class Command(BaseCommand):
    help = (
        "Replace the database, even a damaged one, by a backup, add missing uploads of a full"
        " backup, and repeat all later erasures, withdrawals and redactions. The site must be"
        " stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", type=Path, nargs="?", help="The backup.")
        parser.add_argument(
            "--identity", type=Path, help="File with the private key of an encrypted backup."
        )
        parser.add_argument(
            "--test",
            action="store_true",
            help="Restore a full backup beside the running site, compare each row and file, and"
            " change nothing.",
        )
        parser.add_argument(
            "--undo",
            action="store_true",
            help="Remove what an interrupted restore of a full backup has added, to go on with the"
            " former data.",
        )
        parser.add_argument(
            "--without-ledger",
            action="store_true",
            help="Restore without the present ledger of erasures: what was erased since the backup"
            " comes back.",
        )

    def handle(self, *, source, identity, test, undo, without_ledger, **options):
        if undo == bool(source):
            raise CommandError("Name a backup, or --undo.")
        try:
            if undo:
                is_undone = full_restoring.undo()
                self.stdout.write("Undone." if is_undone else "No restore was interrupted.")
                return
            if test:
                archives.verify(source, identity)
                backup_records.succeeded("restore_test")
                self.stdout.write(f"{source} can be restored: each row and file is as it was.")
                return
            self._refuse_without_ledger(without_ledger)
            if full_restoring.is_full(source):
                done = full_restoring.restore(source, identity)
                self.stdout.write(f"Restored {source}, with {done.uploads} missing uploads.")
                replaced = done.replaced
            elif connection.vendor != "sqlite":
                raise CommandError("The database is not SQLite. Name a full backup.")
            else:
                database = Path(connection.settings_dict["NAME"])
                with full_restoring.only_user():
                    replaced = restoring.restore(source, database, preparing.prepare)
                self.stdout.write(f"Restored {source}.")
        except restoring.NotRestored as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        except restored_files.NotKnown as error:
            raise CommandError(str(error)) from error
        except backups.BadBackup as error:
            raise CommandError(f"{source} cannot be restored. {error}") from error
        except (
            *(OSError, sqlite3.Error, DatabaseError),
            *(postgresql.ToolFailed, postgresql.NotAllowed),
        ) as error:
            raise CommandError(f"Nothing was restored: {error}") from error
        if replaced:
            days = restoring.KEEP_REPLACED_FOR.days
            self.stdout.write(f"The former database is kept for {days} days: {replaced}")
        self._clean_up()

    @staticmethod
    def _refuse_without_ledger(is_allowed):
        if not settings.ERASURE_LEDGER.exists() and not is_allowed:
            raise CommandError(
                f"There is no ledger of erasures at {settings.ERASURE_LEDGER}: content that was erased"
                " or withdrawn since the backup would come back. Put the newest copy of the ledger"
                " there, or accept this with --without-ledger."
            )

    def _clean_up(self):
        try:
            # Both caches may show the replaced database.
            storage.discard_current()
            cache.clear()
        except Exception as error:
            self.stderr.write(f"Empty the cache by hand: {error}")
        failed = [what for what, number in housekeeping.run() if number is None]
        if failed:
            self.stderr.write(f"Housekeeping failed: {'; '.join(failed)}")
