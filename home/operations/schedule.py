"""Scheduled jobs of the worker. A job that was missed runs soon after a worker starts."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from .models import PeriodicJob

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Every:
    """Schedule for a job that runs at a fixed interval."""

    pause: timedelta

    @property
    def retry(self) -> timedelta:
        return self.pause

    def after(self, moment: datetime) -> datetime:
        return moment + self.pause


@dataclass(frozen=True)
class Daily:
    """Schedule for a job that runs once a day, at a time in the site's time zone."""

    at: time
    retry: timedelta = timedelta(minutes=15)

    def after(self, moment: datetime) -> datetime:
        zone = timezone.get_default_timezone()
        day = moment.astimezone(zone).date()
        today = datetime.combine(day, self.at, zone)
        return today if today > moment else datetime.combine(day + timedelta(days=1), self.at, zone)


jobs: dict[str, tuple[Every | Daily, Callable[[], object]]] = {}


def register(name: str, schedule: Every | Daily, function: Callable[[], object]) -> None:
    """Register `function` as a job of the worker. It must be safe to run twice at once."""
    jobs[name] = (schedule, function)


def run_if_due(name: str) -> None:
    """Run the job named `name` if it is due and no other worker has just started it."""
    schedule, function = jobs[name]
    now = timezone.now()
    job, _created = PeriodicJob.objects.get_or_create(name=name, defaults={"succeeded_at": now})
    if not _is_due(job, schedule, now):
        return
    claimed = PeriodicJob.objects.filter(pk=job.pk, tried_at=job.tried_at).update(tried_at=now)
    if not claimed:
        return
    try:
        function()
    except Exception as error:
        logger.error("The job %s has failed", name, exc_info=error)
    else:
        PeriodicJob.objects.filter(pk=job.pk).update(succeeded_at=timezone.now())


def _is_due(job: PeriodicJob, schedule: Every | Daily, now: datetime) -> bool:
    # A future date comes from a wrong clock: the next run is counted from now.
    succeeded_at = job.succeeded_at
    if succeeded_at > schedule.after(now):
        PeriodicJob.objects.filter(pk=job.pk).update(succeeded_at=now)
        return False
    # Another worker may have read its clock later and still been faster.
    was_tried = job.tried_at and abs(now - job.tried_at) < schedule.retry
    return schedule.after(succeeded_at) <= now and not was_tried
