"""Command that backs up the database or, with `--full`, also the uploads and the ledger."""

import sqlite3
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from ... import archives, backups, postgresql


class Command(BaseCommand):
    help = (
        "Write a checked backup of the SQLite database while the site runs. With --full, of SQLite"
        " or PostgreSQL with all uploads and the ledger of erasures, and tested. If the variables are"
        " set, it is encrypted to BACKUP_RECIPIENT and sent away by BACKUP_COMMAND."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "target",
            nargs="?",
            type=Path,
            help="Existing folder, or without --full a file; by default DATA_DIR/backups.",
        )
        parser.add_argument("--full", action="store_true", help="Back up everything.")

    def handle(self, *, target, full, **options):
        if full and target and not target.is_dir():
            raise CommandError(f"No backup was made. There is no folder {target}.")
        if connection.vendor != "sqlite" and not full:
            raise CommandError("The database is not SQLite. Use --full.")
        make = archives.make if full else backups.back_up
        try:
            self.stdout.write(f"{make(target)}")
        except archives.NotTested as error:
            raise CommandError(f"The backup was not tested. {error}") from error
        except archives.NotSentAway as error:
            raise CommandError(f"The backup was not sent away. {error}") from error
        except (
            *(backups.BadBackup, postgresql.ToolFailed),
            *(OSError, DatabaseError, sqlite3.Error),
        ) as error:
            raise CommandError(f"No backup was made. {error}") from error
