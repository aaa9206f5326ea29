"""Words that a moderator took out of a comment, for as long as that can be undone."""

from django.db import models

from home.clean_model import CleanModel


class Redaction(CleanModel):
    """Words and name that a comment had before a moderator took parts out; deleted on schedule."""

    comment = models.OneToOneField(
        "comments.PostComment",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="redaction",
    )
    original = models.TextField(help_text="The comment before a moderator took words out.")
    original_name = models.CharField(
        max_length=50, blank=True, default="", help_text="The name before."
    )
    redacted_at = models.DateTimeField(db_index=True, help_text="When words were taken out first.")

    wagtail_reference_index_ignore = True

    def __str__(self):
        return f"Redaction of comment {self.pk}"
