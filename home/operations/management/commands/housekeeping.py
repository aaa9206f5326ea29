"""Command that deletes expired data."""

from django.core.management.base import BaseCommand, CommandError

from ... import housekeeping


class Command(BaseCommand):
    help = "Delete expired data now, as the worker does every night. Two runs at the same time are safe."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Report what would be deleted, and delete nothing.",
        )

    def handle(self, *, dry_run, **options):
        failed = []
        for what, number in housekeeping.run(dry_run=dry_run):
            if number is None:
                failed.append(what)
            else:
                self.stdout.write(f"{what}: {number}{' to delete' if dry_run else ' deleted'}")
        if failed:
            raise CommandError(f"Failed: {'; '.join(failed)}")
