"""Command that lists queued emails and, with `--retry`, retries failed ones."""

from home import mail
from home.migrated_command import MigratedCommand
from home.models import OutgoingEmail


class Command(MigratedCommand):
    help = "List queued and failed emails, without addresses and content."

    def add_arguments(self, parser):
        parser.add_argument(
            "--retry", action="store_true", help="Retry failed emails, once the cause is fixed."
        )

    def handle(self, *, retry, **options):
        for row in OutgoingEmail.objects.order_by("queued_at"):
            state = "given up" if row.failed_at else f"due {row.due_at:%Y-%m-%d %H:%M} UTC"
            problem = f": {row.problem}" if row.problem else ""
            self.stdout.write(f"{row}, {row.attempts} attempts, {state}{problem}")
            if retry and row.failed_at:
                mail.retry(row)
                self.stdout.write("  is tried again")
