"""Command that creates the sample content on a site without other content."""

from django.core.management.base import BaseCommand

from alerts.content import sample


class Command(BaseCommand):
    help = "Make the sample content in four languages, once; a site that has pages is left alone."

    def handle(self, **options):
        if sample.create() is None:
            self.stdout.write("The site has content already: nothing was changed.")
        else:
            self.stdout.write("Made the sample content.")
