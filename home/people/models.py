"""User accounts of editors, translators, moderators and administrators. Readers have none."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from home.clean_model import CleanModel
from home.kept_data import about_staff


class User(AbstractUser, CleanModel):
    """A user of the admin. Readers see only the public name, if there is one."""

    personal_data = about_staff(
        what="Name, email address, groups, and a hash of the password.",
        why="People sign in, and get the emails that they choose.",
        until="Until an administrator deletes the account.",
        since="date_joined",
    )

    public_name = models.CharField(
        max_length=80,
        blank=True,
        help_text="Shown to readers as the translator's name. Leave it empty to show no name:"
        " a name can put its owner at risk.",
    )


class Attempts(models.Model):
    """Count of attempts to sign in, under a hash of a username or network address."""

    personal_data = about_staff(
        what="Counts of attempts to sign in, under a keyed hash of a username, or 16 bits of that of"
        " an address.",
        why="Passwords and codes cannot be guessed.",
        until="Until the quarter of an hour, the hour or the day that is counted ends.",
        days=2,
        since="expires_at",
    )

    left_out_of_backups = True

    key = models.CharField(max_length=100, unique=True)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count} until {self.expires_at}"
