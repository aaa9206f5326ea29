"""Erase again what a restored database still has."""

from django.core.management.base import BaseCommand

from alerts.comments.forgetting import replay


class Command(BaseCommand):
    help = (
        "After a restore: erase again the comments that the ledger of erasures names. The site does"
        " so itself whenever it starts; a second run changes nothing."
    )

    def handle(self, **options):
        self.stdout.write(f"Erased again: {replay()}")
