"""Models for scheduled jobs, workers, reported problems, and changes of public content."""

from django.db import models


class PeriodicJob(models.Model):
    """Times of the last start and the last success of a scheduled job, a backup or a restore."""

    name = models.CharField(max_length=50, unique=True)
    succeeded_at = models.DateTimeField(
        help_text="Time of the last success or, before the first, of registration."
    )
    tried_at = models.DateTimeField(
        null=True, help_text="Time at which a worker last started the job."
    )

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """Worker process that is running, or that was killed and has not been cleaned up yet."""

    worker_id = models.CharField(max_length=64, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker_id


class Problem(models.Model):
    """Problem of the site that has been reported to the administrators and is not solved yet."""

    name = models.CharField(max_length=50, unique=True)
    sentence = models.TextField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class PublicChange(models.Model):
    """Record of a change of public content, which readers see from `shown_at` on."""

    # Rows are never updated: transactions that wait for each other's rows would fail.
    shown_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)
