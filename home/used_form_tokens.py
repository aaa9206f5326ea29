"""Used form tokens, stored until they would expire."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from .form_tokens import MAX_AGE


class UsedFormToken(models.Model):
    """A used form token. The key is a hash of random letters and identifies nobody."""

    effect = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    day = models.DateField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("effect", "key"), name="form_token_used_once")
        ]

    def __str__(self):
        return f"{self.effect} on {self.day}"


def use_up(effect, key):
    """Record that the form with this key had its `effect`; return False if it had before."""
    _row, is_new = UsedFormToken.objects.get_or_create(
        effect=effect, key=key, defaults={"day": timezone.localdate()}
    )
    return is_new


def is_used_up(effect, key):
    """Return True if the form with this key has had its `effect`."""
    return UsedFormToken.objects.filter(effect=effect, key=key).exists()


def purge(*, dry_run):
    """Delete tokens that are too old to be accepted."""
    # Rounded to days; a token is valid for some hours.
    last = timezone.localdate(timezone.now() - timedelta(seconds=MAX_AGE)) - timedelta(days=1)
    old = UsedFormToken.objects.filter(day__lt=last)
    return old.count() if dry_run else old.delete()[0]
