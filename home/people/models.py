"""User accounts of editors, translators, moderators and administrators. Readers have none."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from home.clean_model import CleanModel


class User(AbstractUser, CleanModel):
    """A user of the admin. Readers see only the public name, if there is one."""

    public_name = models.CharField(
        max_length=80,
        blank=True,
        help_text="Shown to readers as the translator's name. Leave it empty to show no name:"
        " a name can put its owner at risk.",
    )


class FactorCode(models.Model):
    """Code that an administrator has given to a user, who adds the first second factor with it."""

    user = models.OneToOneField(User, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    wagtail_reference_index_ignore = True
    left_out_of_backups = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"until {self.expires_at}"
