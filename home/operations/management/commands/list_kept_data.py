"""Command that lists the kinds of data on the server's disk, with counts and oldest dates."""

from home.migrated_command import MigratedCommand

from ...privacy import inventory


class Command(MigratedCommand):
    help = (
        "List what the database and the folder of the data hold about people, for the campaign's"
        " lawyer: kinds, counts and oldest dates, no contents."
    )

    def handle(self, **options):
        about = None
        for kept in [*inventory.of_database(), *inventory.of_files()]:
            if kept.about != about:
                about = kept.about
                self.stdout.write(f"About {about}:")
            since = f", oldest {kept.oldest:%Y-%m-%d}" if kept.oldest else ""
            self.stdout.write(f"  {kept.name}: {kept.count}{since}. {kept.meaning}".rstrip())
        self.stdout.write(
            "Not listed: logs of systemd, of the proxy and of the mail server; backups elsewhere;"
            " the secrets in the environment."
        )
