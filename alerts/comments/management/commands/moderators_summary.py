"""The daily mail to moderators."""

from django.core.management.base import BaseCommand, CommandError

from alerts.comments.moderators.summary import send_summaries


class Command(BaseCommand):
    help = (
        "Send moderators who want it a summary of the comments that wait for them."
        " Run it once a day; who had today's gets no second one."
    )

    def handle(self, **options):
        sent, failed = send_summaries()
        if options["verbosity"]:
            self.stdout.write(f"Summaries sent: {sent}.")
        if failed:
            raise CommandError(f"Summaries that the mail server did not take: {failed}.")
