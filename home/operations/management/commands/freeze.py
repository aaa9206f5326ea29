"""Command that writes a static copy of the public site."""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError

from ... import freezing


class Command(BaseCommand):
    help = (
        "Write a static copy of the public site in all languages, for any web space or an onion"
        " service. An earlier copy in the folder is replaced when the new one is whole."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="New, empty, or with an earlier copy.")
        parser.add_argument(
            "--address",
            default="",
            help="Address of the copy, for feeds and calendars; by default that of the site.",
        )

    def handle(self, *, folder, address, **options):
        if address and (urlsplit(address).scheme not in {"http", "https"}):
            raise CommandError(f"“{address}” is not an address that begins with http.")
        try:
            copy = freezing.freeze(folder, address)
        except (freezing.NotFrozen, OSError) as error:
            raise CommandError(f"No copy was made. {error}") from error
        for url, status in copy.missing.items():
            self.stderr.write(f"Not copied: {url} ({status})")
        self.stdout.write(f"{folder}: {len(copy.files)} files")
