"""Command that redoes the changes in the ledger after a restore.

The ledger lists changes that a restore must not undo, such as erased and redacted comments.
"""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from home.operations import backups, ledger


class Command(BaseCommand):
    help = (
        "After a restore by hand, repeat the erasures, withdrawals and redactions in the ledger."
        " `restore`, the worker and the site do so themselves; a second run changes nothing."
    )

    def handle(self, **options):
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                problems = backups.damage(cursor)
            if problems:  # the comments to erase might not be found
                raise CommandError(
                    f"The database is damaged: {problems[0]}. Stop the site, and run"
                    " `manage.py restore` with the newest backup."
                )
        self.stdout.write(f"Carried out again: {ledger.replay()}")
