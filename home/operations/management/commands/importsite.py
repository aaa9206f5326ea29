"""Command that fills an empty site with exported content."""

from pathlib import Path

from django.core.management.base import CommandError

from home.migrated_command import MigratedCommand

from ...transfer import importing


class Command(MigratedCommand):
    help = (
        "Fill an empty site with what `exportsite` has written, on the same version of the site."
        " Stop the site and its worker first."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            counts = importing.import_site(file)
        except (importing.NotImported, OSError) as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        except importing.NotFinished as error:
            raise CommandError(
                "The records are imported, but files may be missing or old, and the search may not"
                f" know the pages. Mend the cause, then import into an empty database again. {error}"
            ) from error
        self.stdout.write(f"Imported {sum(counts.values())} records.")
