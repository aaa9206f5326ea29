"""Model for changes of public content."""

from django.db import models


class PublicChange(models.Model):
    """Transaction that changed public content.

    The row is written in the same transaction. If the process is killed before it begins a new
    generation, another process sees the row. Rows are inserted, never updated, because two
    transactions that wait for each other's lock would fail.
    """

    seen_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.pk)
