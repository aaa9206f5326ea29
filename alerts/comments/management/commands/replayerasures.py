"""Carry out again what a restored database has lost of erasures and withdrawals."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from home.operations import backups, ledger


class Command(BaseCommand):
    help = (
        "After a restore by hand: carry out again the erasures, withdrawals and redactions that the"
        " ledger names. `restore`, the worker and the site do so themselves; a second run changes"
        " nothing."
    )

    def handle(self, **options):
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                problems = backups.damage(cursor)
            if problems:  # what is to be erased might not be found
                raise CommandError(
                    f"The database is damaged: {problems[0]}. Stop the site, and run"
                    " `manage.py restore` with the newest back-up."
                )
        self.stdout.write(f"Carried out again: {ledger.replay()}")
