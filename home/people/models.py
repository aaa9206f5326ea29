"""Who works on the site: editors, translators, moderators, administrators. Readers have no account."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A volunteer who signs in to the admin. The name is never shown to a reader."""
