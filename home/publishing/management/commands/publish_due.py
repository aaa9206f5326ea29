"""Command that publishes due pages and unpublishes expired pages."""

from django.core.management.base import CommandError

from home.migrated_command import MigratedCommand

from ...due import publish_due


class Command(MigratedCommand):
    help = "Publish and unpublish due pages now, as the worker does automatically."

    def handle(self, **options):
        if failed := publish_due():
            raise CommandError(f"Not published or withdrawn: {', '.join(map(str, failed))}.")
