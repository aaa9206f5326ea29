"""Model for changes of public content."""

from django.db import models


class PublicChange(models.Model):
    """Record of a change of public content, which readers see from `shown_at` on."""

    # Rows are never updated: transactions that wait for each other's rows would fail.
    shown_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)
