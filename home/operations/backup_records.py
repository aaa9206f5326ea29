"""Times of the last full backup and the last restore test."""

from datetime import datetime

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.utils import timezone

from .models import PeriodicJob


def succeeded(name: str) -> None:
    PeriodicJob.objects.update_or_create(name=name, defaults={"succeeded_at": timezone.now()})


def last(name: str) -> datetime | None:
    """Return the time of the last "backup" or "restore_test", or None if there was none."""
    return PeriodicJob.objects.filter(name=name).values_list("succeeded_at", flat=True).first()


def installed_at() -> datetime | None:
    """Return the time at which the first migration was applied, or None if none was."""
    return MigrationRecorder.Migration.objects.aggregate(first=Min("applied"))["first"]
