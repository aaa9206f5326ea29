"""Model for the result of the spam checks, with the columns for finding near duplicates."""

from django.db import models
from django.db.models import Q

from home.clean_model import CleanModel
from home.kept_data import about_readers

from .spam_reasons import sentences

BANDS = ("band_0", "band_1", "band_2", "band_3")


class SpamScreening(CleanModel):
    """Result of the spam checks on a comment."""

    personal_data = about_readers(
        what="16 bits of a keyed hash of the address from which many comments came.",
        why="Moderators see a flood as one group.",
        until="Until the end of the day.",
        days=2,
        fields=("sender",),
        paragraphs=("privacy.body.4",),
    )

    comment = models.OneToOneField(
        "comments.PostComment",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="screening",
    )
    score = models.PositiveSmallIntegerField(
        default=0, help_text="Sum of the points of its reasons."
    )
    reasons = models.JSONField(
        default=list, help_text="Reasons against the comment: a list of [name, points, detail]."
    )
    cluster = models.BigIntegerField(
        null=True,
        help_text="Id of the first of the comments that say nearly the same; null if there are no"
        " others.",
    )
    sender = models.CharField(
        max_length=4,
        blank=True,
        default="",
        help_text="Value for the IP address of a flood, as in `home.rate_limits`; deleted after its day.",
    )
    # See `spam.near_duplicates`; null for a comment without letters or digits.
    band_0 = models.IntegerField(null=True)
    band_1 = models.IntegerField(null=True)
    band_2 = models.IntegerField(null=True)
    band_3 = models.IntegerField(null=True)

    wagtail_reference_index_ignore = True
    blank_in_backups = ("sender",)

    class Meta:
        indexes = [
            models.Index(
                fields=("cluster",), condition=Q(cluster__isnull=False), name="screening_cluster"
            ),
            models.Index(fields=("sender",), condition=~Q(sender=""), name="screening_sender"),
            *(
                models.Index(
                    fields=(band,),
                    condition=Q((f"{band}__isnull", False)),
                    name=f"screening_{band}",
                )
                for band in BANDS
            ),
        ]

    def __str__(self) -> str:
        return f"Screening of comment {self.pk}"

    @property
    def sentences(self) -> list[str]:
        """Reasons for the score, as sentences for moderators."""
        return sentences(self.reasons)

    @property
    def fold_reason(self) -> str:
        """Reason to show moderators the text only after a click, or "" if there is none."""
        names = {name for name, _points, _detail in self.reasons}
        if "word" in names:
            return "Has blocked words"
        return "Seems to threaten somebody" if "threat" in names else ""

    @property
    def is_own_text(self) -> bool:
        """True if the comment copies a text of the campaign."""
        return any(name == "own_text" for name, _points, _detail in self.reasons)
