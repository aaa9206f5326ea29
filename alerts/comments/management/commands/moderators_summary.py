"""Command that queues the daily summary for moderators."""

from home.migrated_command import MigratedCommand

from ...notifications.moderators import queue_summaries


class Command(MigratedCommand):
    help = (
        "Queue a summary of waiting comments for each moderator who wants one, as the worker does"
        " every morning. A second run on the same day queues nothing."
    )

    def handle(self, **options):
        queued = queue_summaries()
        if options["verbosity"]:
            self.stdout.write(f"Summaries queued: {queued}.")
