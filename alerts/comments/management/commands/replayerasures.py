"""Carry out again what a restored database has lost of erasures and withdrawals."""

from django.core.management.base import BaseCommand

from home.operations import ledger


class Command(BaseCommand):
    help = (
        "After a restore by hand: carry out again the erasures, withdrawals and redactions that the"
        " ledger names. `restore` and the start of the site do so themselves; a second run changes"
        " nothing."
    )

    def handle(self, **options):
        self.stdout.write(f"Carried out again: {ledger.replay()}")
