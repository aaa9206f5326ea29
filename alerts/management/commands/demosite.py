"""Command that sets up a site for development, as `make run` needs it."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Compile the message catalogs, migrate the database, and create the sample content and demo"
        " accounts. What exists is left alone. Refused on a production server."
    )
    # The checks need the catalogs.
    requires_system_checks = []

    def handle(self, **options):
        if not getattr(settings, "DEMO_ACCOUNTS", False):
            raise CommandError("Demo accounts are for development settings only.")
        # One process for all steps, because each process takes two seconds to start.
        call_command("compilecatalogs", stdout=self.stdout)
        call_command("migrate", verbosity=0, stdout=self.stdout)
        call_command("samplecontent", stdout=self.stdout)
        call_command("demoaccounts", stdout=self.stdout)
