"""Command that removes a lost second factor, for an administrator who has no other to ask."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from ... import second_factor


class Command(BaseCommand):
    help = "Remove the second factor of an account, end its sessions, and tell its owner by email."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, username, **options):
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError("There is no account with this name.")
        second_factor.reset(user, by=None)
        self.stdout.write("Removed. The next sign-in asks for a new one.")
