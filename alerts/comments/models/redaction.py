"""Model for the originals of redacted comments."""

from django.db import models

from home.clean_model import CleanModel
from home.kept_data import about_readers


class Redaction(CleanModel):
    """Original text and name of a redacted comment, kept while the redaction can be undone."""

    personal_data = about_readers(
        what="The words that a moderator removed from a comment.",
        why="The removal can be undone.",
        until="For evidence: as long as the comment. Otherwise:",
        days=30,
        since="redacted_at",
        paragraphs=("privacy.body.11",),
    )

    comment = models.OneToOneField(
        "comments.PostComment",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="redaction",
    )
    original = models.TextField(help_text="Text of the comment before the redaction.")
    original_name = models.CharField(
        max_length=50, blank=True, default="", help_text="Name before the redaction."
    )
    redacted_at = models.DateTimeField(db_index=True, help_text="Time of the first redaction.")

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"Redaction of comment {self.pk}"
