"""Command that creates the missing parts of the starting content."""

from django.core.management.base import BaseCommand

from alerts.content import starting


class Command(BaseCommand):
    help = (
        "Create languages, home pages, lists, privacy page, groups, action types and glossary. "
        "What exists is left alone, so it can be run again, for example after adding a language."
    )

    def handle(self, **options):
        starting.create()
        self.stdout.write("The site is set up.")
