"""Command that queues the daily emails to translators and editors."""

from home.migrated_command import MigratedCommand

from ...notifications import queue_summaries


class Command(MigratedCommand):
    help = (
        "Queue an email for each translator who wants a summary, if alerts are new or have changed,"
        " and for each editor who wants one, if translators have new questions, as the worker does"
        " every morning. A second run on the same day queues nothing."
    )

    def handle(self, **options):
        queued = queue_summaries()
        if options["verbosity"]:
            self.stdout.write(f"Summaries queued: {queued}.")
