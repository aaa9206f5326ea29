"""Who works on the site: editors, translators, moderators, administrators. Readers have no account."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from home.clean_model import CleanModel


class User(AbstractUser, CleanModel):
    """A volunteer who signs in to the admin. Only a public name is ever shown to a reader."""

    public_name = models.CharField(
        max_length=80,
        blank=True,
        help_text="Shown to readers as the translator's name. Left empty, no name is shown:"
        " a name can endanger its owner.",
    )
