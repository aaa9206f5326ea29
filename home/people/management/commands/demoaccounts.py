"""Command that creates demo accounts for development."""

import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.management.base import CommandError

from home.migrated_command import MigratedCommand

from ... import factor_codes, second_factor

ACCOUNTS = {
    "admin": None,
    "editor": "Editors",
    "translator-es": "Translators (Español)",
    "translator-so": "Translators (Soomaali)",
    "translator-hmn": "Translators (Hmoob)",
    "submit-so": "Submit-only translators (Soomaali)",
    "moderator": "Moderators",
}


class Command(MigratedCommand):
    help = (
        "Create an account for each role and print how to sign in. Refused on a production server."
    )

    def handle(self, **options):
        if not getattr(settings, "DEMO_ACCOUNTS", False):
            raise CommandError("Demo accounts are for development settings only.")
        store = settings.DATA_DIR / "demo-password"
        if not store.exists():
            store.touch(mode=0o600)
            store.write_text(secrets.token_urlsafe(9))
        if settings.DEMO_PASSWORD:
            store.write_text(settings.DEMO_PASSWORD)
        password = store.read_text()
        # Hashed once for all accounts: it takes half a second.
        hashed = make_password(password)
        for username, group in ACCOUNTS.items():
            user, created = get_user_model().objects.get_or_create(
                username=username,
                defaults={"is_superuser": group is None, "is_staff": group is None},
            )
            if created and group:
                user.groups.add(Group.objects.get(name=group))
            if created or (settings.DEMO_PASSWORD and not user.check_password(password)):
                user.password = hashed
                user.save()
        self.stdout.write(f"Site:      {settings.SITE_URL}/")
        self.stdout.write(f"Admin:     {settings.SITE_URL}/admin/")
        self.stdout.write(f"Accounts:  {', '.join(ACCOUNTS)}")
        self.stdout.write(f"Password:  {password}")
        if settings.SECOND_FACTOR_REQUIRED:
            self._print_links()

    def _print_links(self):
        for user in get_user_model().objects.filter(username__in=ACCOUNTS):
            if not second_factor.exists(user):
                link = factor_codes.link(factor_codes.issue(user, by=None))
                self.stdout.write(f"To add the second factor of {user.username}: {link}")
