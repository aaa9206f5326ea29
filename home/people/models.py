"""User accounts of editors, translators, moderators and administrators. Readers have none."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from home.clean_model import CleanModel
from home.kept_data import about_staff


class User(AbstractUser, CleanModel):
    """User of the admin, of whom readers see only the public name, if there is one."""

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


class FactorCode(models.Model):
    """Hash of a code with which a user can add a first second factor."""

    personal_data = about_staff(
        what="A keyed hash of a code that an administrator has given to somebody.",
        why="Only who was given the code adds the first second factor of an account.",
        until="Until the code is used, or its seven days are over.",
        days=8,
        since="expires_at",
    )

    user = models.OneToOneField(User, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    wagtail_reference_index_ignore = True
    left_out_of_backups = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"until {self.expires_at}"
