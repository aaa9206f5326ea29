"""Command that creates the first administrator of a new site."""

import os
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from ... import factor_codes


class Command(BaseCommand):
    help = (
        "Create an administrator unless the site has one. The password comes from"
        " ADMIN_PASSWORD; without it, one is made and printed once."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--email", default="")

    def handle(self, *, username, email, **options):
        users = get_user_model().objects
        if users.filter(is_superuser=True, is_active=True).exists():
            self.stdout.write("The site has an administrator.")
            return
        given = os.environ.get("ADMIN_PASSWORD", "")
        password = given or secrets.token_urlsafe(15)
        user = users.model(username=username, email=email, is_superuser=True, is_staff=True)
        try:
            validate_password(password, user)
            user.set_password(password)
            user.full_clean()
        except ValidationError as error:
            raise CommandError(f"No account was created. {' '.join(error.messages)}") from error
        user.save()
        self.stdout.write(f"Created the administrator {username}.")
        if not given:
            self.stdout.write(f"Password, shown only now: {password}")
        if settings.SECOND_FACTOR_REQUIRED:
            link = factor_codes.link(factor_codes.issue(user, by=None))
            days = factor_codes.VALID_FOR.days
            self.stdout.write(f"Link to add the second factor, within {days} days: {link}")
