"""Command that removes a lost second factor if no administrator can do so in the admin."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from ... import factor_codes, second_factor


class Command(BaseCommand):
    help = (
        "Remove the second factor of an account, end its sessions, tell its owner by email, and print"
        " a link with which the owner adds a new one."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, username, **options):
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError("There is no account with this name.")
        second_factor.reset(user, by=None)
        self.stdout.write("Removed.")
        if settings.SECOND_FACTOR_REQUIRED:
            link = factor_codes.link(factor_codes.issue(user, by=None))
            days = factor_codes.VALID_FOR.days
            self.stdout.write(f"Link to add a new one, within {days} days: {link}")
