"""Storage for used form tokens, so that no token has the same effect twice."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from home.kept_data import about_readers

from .form_tokens import MAX_AGE


class UsedFormToken(models.Model):
    """Form token that was used for `effect`. `key` is a hash of a random string."""

    personal_data = about_readers(
        what="A hash of a random number of a form that was sent.",
        why="One form counts only once.",
        until="Until the form has expired.",
        days=4,
        since="day",
        paragraphs=("privacy.body.9",),
    )

    effect = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    day = models.DateField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("effect", "key"), name="form_token_used_once")
        ]

    def __str__(self) -> str:
        return f"{self.effect} on {self.day}"


def use_up(effect: str, key: str) -> bool:
    """Mark the token with this `key` as used for `effect`. Return True if it was unused before."""
    _row, is_new = UsedFormToken.objects.get_or_create(
        effect=effect, key=key, defaults={"day": timezone.localdate()}
    )
    return is_new


def is_used_up(effect: str, key: str) -> bool:
    """Return True if the token with this `key` has been used for `effect`."""
    return UsedFormToken.objects.filter(effect=effect, key=key).exists()


def purge(*, dry_run: bool) -> int:
    """Delete used tokens that expired at least a day ago, and return the count."""
    # Rounded to days; a token is valid for some hours.
    last = timezone.localdate(timezone.now() - timedelta(seconds=MAX_AGE)) - timedelta(days=1)
    old = UsedFormToken.objects.filter(day__lt=last)
    return old.count() if dry_run else old.delete()[0]
