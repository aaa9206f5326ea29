"""Command that backs up the database."""

import sqlite3
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from ... import backups


class Command(BaseCommand):
    help = (
        "Write a checked backup of the SQLite database while the site runs. It does not contain"
        " uploads and the ledger of erasures."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "target",
            nargs="?",
            type=Path,
            help="File or existing folder; by default a new file in DATA_DIR/backups.",
        )

    def handle(self, *, target, **options):
        if connection.vendor != "sqlite":
            raise CommandError("The database is not SQLite. Use the tools of its server.")
        try:
            self.stdout.write(f"{backups.back_up(target)}")
        except (backups.BadBackup, OSError, DatabaseError, sqlite3.Error) as error:
            raise CommandError(f"No backup was made. {error}") from error
