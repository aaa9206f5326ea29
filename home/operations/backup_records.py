"""Records of the last full backup and of the last restore test, kept as `PeriodicJob` rows."""

from datetime import datetime

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.utils import timezone

from .models import PeriodicJob


def succeeded(name: str) -> None:
    PeriodicJob.objects.update_or_create(name=name, defaults={"succeeded_at": timezone.now()})


def last(name: str) -> datetime | None:
    """Return the time of the last success of `name`, or None if there was none."""
    return PeriodicJob.objects.filter(name=name).values_list("succeeded_at", flat=True).first()


def installed_at() -> datetime | None:
    """Return the time of the first migration, or None before it."""
    return MigrationRecorder.Migration.objects.aggregate(first=Min("applied"))["first"]
