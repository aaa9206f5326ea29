"""Model for changes of public content."""

from django.db import models


class PublicChange(models.Model):
    """Transaction that changed public content.

    The row is written in the same transaction: if the process is killed before it begins a new
    generation, others see the row. Rows are never updated, because two transactions that wait for
    each other's row would fail.
    """

    shown_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)
