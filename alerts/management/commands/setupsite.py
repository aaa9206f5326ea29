"""Command that creates the missing parts of the starting content."""

from alerts.content import starting
from home.migrated_command import MigratedCommand


class Command(MigratedCommand):
    help = (
        "Create languages, home pages, lists, privacy page, groups, action types and glossary. "
        "What exists is left alone, so it can be run again, for example after adding a language."
    )

    def handle(self, **options):
        starting.create()
        self.stdout.write("The site is set up.")
