"""Scheduled jobs of the worker.

A table stores when a job last succeeded, so a restart neither skips nor repeats it. A job that was
missed at night runs at once. Every job can run at any time, and twice at once. The table only
prevents needless runs, whatever the clock or another worker does.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from .models import PeriodicJob

logger = logging.getLogger(__name__)

jobs = {}


@dataclass(frozen=True)
class Every:
    """Schedule with a fixed interval."""

    pause: timedelta

    @property
    def retry(self):
        return self.pause

    def after(self, moment):
        return moment + self.pause


@dataclass(frozen=True)
class Daily:
    """Schedule at one time of day, in Minnesota's time zone."""

    at: time
    retry: timedelta = timedelta(minutes=15)

    def after(self, moment):
        zone = timezone.get_default_timezone()
        day = moment.astimezone(zone).date()
        today = datetime.combine(day, self.at, zone)
        return today if today > moment else datetime.combine(day + timedelta(days=1), self.at, zone)


def register(name, schedule, function):
    """Register `function` as a job of the worker; an exception means failure.

    It must be safe to run it at any time, and twice at once.
    """
    jobs[name] = (schedule, function)


def run_if_due(name):
    """Run the job if it is due and no other worker has just started it.

    A job that fails, or whose worker is killed, is tried again after its schedule's `retry`.
    """
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


def _is_due(job, schedule, now):
    # A future date comes from a wrong clock: the next run is counted from now.
    succeeded_at = job.succeeded_at
    if succeeded_at > schedule.after(now):
        PeriodicJob.objects.filter(pk=job.pk).update(succeeded_at=now)
        return False
    # Another worker may have read its clock later and still been faster.
    was_tried = job.tried_at and abs(now - job.tried_at) < schedule.retry
    return schedule.after(succeeded_at) <= now and not was_tried
