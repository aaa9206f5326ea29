"""State of the worker that survives a restart."""

from django.db import models


class PeriodicJob(models.Model):
    """Times of the last runs of a job in `home.operations.schedule`."""

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
    """Worker process that is running or has been killed."""

    worker_id = models.CharField(max_length=64, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker_id
