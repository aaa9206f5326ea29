"""Models for blocked words and sites, and for rate limits by IP address."""

from django.core.exceptions import ValidationError
from django.db import models

from home.clean_model import CleanModel
from home.kept_data import about_readers

from ..words import host_of, plain


class BlockedTerm(CleanModel):
    """Word, phrase or site that counts against every comment that contains it."""

    class Kind(models.TextChoices):
        WORD = "word", "word or words in a row"
        DOMAIN = "domain", "site, with all its subdomains"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WORD)
    term = models.CharField(
        max_length=200,
        help_text="Capitals and accents make no difference. Write a site like this: spam.example.",
    )
    note = models.CharField(
        max_length=200, blank=True, help_text="The reason, for other moderators."
    )

    class Meta:
        ordering = ["kind", "term"]
        verbose_name = "blocked word or site"
        verbose_name_plural = "blocked words and sites"
        constraints = [
            models.UniqueConstraint(fields=("kind", "term"), name="comment_blocked_once"),
        ]

    def __str__(self) -> str:
        return self.term

    def clean(self) -> None:
        """Reduce a site to its host name, and the spaces between words to single spaces.

        Raises:
            ValidationError: a word has no letters or digits, or a site is not a host name.
        """
        if self.kind == self.Kind.DOMAIN:
            self.term = host_of(self.term.strip().removeprefix("*."))
            # "com" would mark half of all links.
            if "." not in self.term or not all(map(plain, self.term.split("."))):
                raise ValidationError({"term": "Write the name of a site, such as spam.example."})
        elif not plain(self.term):
            raise ValidationError({"term": "Write a word with letters or digits."})
        else:
            self.term = " ".join(self.term.split())


class AddressKey(models.Model):
    """Random key for hashing the IP addresses of one day, deleted after that day.

    See `spam.limits`.
    """

    personal_data = about_readers(
        what="The random key of a day's hashes of addresses.",
        why="Without it, these hashes cannot be computed again.",
        until="Until the end of the day.",
        days=2,
        since="day",
        paragraphs=("privacy.body.4",),
    )

    day = models.DateField(unique=True, help_text="In UTC.")
    value = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True
    left_out_of_backups = True

    def __str__(self) -> str:
        return f"of {self.day}"


class RateCount(models.Model):
    """Count of events within a window of time. `name` does not reveal an IP address."""

    personal_data = about_readers(
        what="Counts of forms under 16 bits of a keyed hash of an address.",
        why="One person cannot send very many forms.",
        until="Until the hour or day that is counted ends.",
        days=2,
        since="ends_at",
        paragraphs=("privacy.body.4",),
    )

    name = models.CharField(max_length=160, unique=True)
    number = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True
    left_out_of_backups = True

    def __str__(self) -> str:
        return f"{self.number} until {self.ends_at}"
