"""Times of the last full backup and the last restore test, stored in `PeriodicJob` rows."""

from datetime import datetime

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.utils import timezone

from .models import PeriodicJob


def succeeded(name: str) -> None:
    PeriodicJob.objects.update_or_create(name=name, defaults={"succeeded_at": timezone.now()})


def last(name: str) -> datetime | None:
    """Return the time at which `name` last succeeded, or None if it never did.

    `name` is "backup" or "restore_test".
    """
    return PeriodicJob.objects.filter(name=name).values_list("succeeded_at", flat=True).first()


def installed_at() -> datetime | None:
    """Return the time at which the first migration was applied, or None if none was."""
    return MigrationRecorder.Migration.objects.aggregate(first=Min("applied"))["first"]
