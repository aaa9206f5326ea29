"""Command that queues the daily emails to translators."""

from django.core.management.base import BaseCommand

from ...notifications import queue_summaries


class Command(BaseCommand):
    help = (
        "Queue an email about new and changed alerts for each translator who wants one."
        " Each gets at most one a day. The worker calls it once a day."
    )

    def handle(self, **options):
        self.stdout.write(f"Emails: {queue_summaries()}.")
