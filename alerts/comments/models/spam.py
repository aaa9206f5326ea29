"""Model for blocked words and sites."""

from django.core.exceptions import ValidationError
from django.db import models

from home.clean_model import CleanModel

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
        if self.kind == self.Kind.DOMAIN:
            self.term = host_of(self.term.strip().removeprefix("*."))
            # "com" would mark half of all links.
            if "." not in self.term or not all(map(plain, self.term.split("."))):
                raise ValidationError({"term": "Write the name of a site, such as spam.example."})
        elif not plain(self.term):
            raise ValidationError({"term": "Write a word with letters or digits."})
        else:
            self.term = " ".join(self.term.split())
