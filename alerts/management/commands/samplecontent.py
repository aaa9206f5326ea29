"""Command that creates or removes the sample content."""

from alerts.content import sample
from home.migrated_command import MigratedCommand


class Command(MigratedCommand):
    help = (
        "Create the sample content in four languages, with the starting content. A site that has"
        " other pages gets the starting content alone."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--remove",
            action="store_true",
            help="remove the sample content, except for what people have written",
        )
        parser.add_argument(
            "--first-alert",
            action="store_true",
            help="create only the alert of 2011 and the pages to go with it",
        )

    def handle(self, *, remove, first_alert, **options):
        if remove:
            self._remove()
        elif (sample.create_first_alert() if first_alert else sample.create()) is None:
            self.stdout.write("The site has pages already: no sample content was made.")
        else:
            self.stdout.write("Made the sample content.")

    def _remove(self):
        plan = sample.remove()
        if plan.is_empty:
            self.stdout.write("There is no sample content.")
            return
        self.stdout.write(f"Removed the sample content: {plan.summary}.")
        for instance, reason in plan.kept:
            self.stdout.write(f"Kept “{instance}”: {reason}.")
