"""Command that exports the site's content in open formats."""

from pathlib import Path

from django.core.management.base import CommandError

from home.migrated_command import MigratedCommand

from ...transfer import exporting


class Command(MigratedCommand):
    help = (
        "Write pages, translations, public comments, settings and uploads to one ZIP file with JSON"
        " Lines, without people's data."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="New file, such as site.zip.")
        parser.add_argument(
            "--personal-data",
            action="store_true",
            help="Add accounts, readers' addresses, unpublished comments, earlier versions of pages, and"
            " who did what.",
        )

    def handle(self, *, file, personal_data, **options):
        try:
            counts = exporting.export(file, people=personal_data)
        except OSError as error:
            raise CommandError(f"Nothing was exported. {error}") from error
        self.stdout.write(f"{file}: {sum(counts.values())} records")
