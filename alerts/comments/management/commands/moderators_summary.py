"""The daily email to moderators."""

from django.core.management.base import BaseCommand

from ...notifications.moderators import queue_summaries


class Command(BaseCommand):
    help = (
        "Queue a summary of the comments that wait for the moderators who want one."
        " Run it once a day; nobody gets two on one day."
    )

    def handle(self, **options):
        queued = queue_summaries()
        if options["verbosity"]:
            self.stdout.write(f"Summaries queued: {queued}.")
