"""Heartbeats of workers, and recovery of tasks from killed workers.

django-tasks-db marks a task as running before running it. Without recovery, a task whose worker was
killed would never run again.
"""

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from .models import Worker

BEAT = timedelta(seconds=10)
# A worker without a heartbeat for this long is dead.
DEAD_AFTER = timedelta(minutes=1)
# A task that kills its worker must not restart for ever.
MOST_STARTS = 3


class Interrupted(Exception):
    """Error stored for a task that was started `MOST_STARTS` times and interrupted each time."""


def beat(worker_id: str) -> None:
    """Record a heartbeat of this worker, and queue again or fail the tasks of dead workers."""
    now = timezone.now()
    Worker.objects.update_or_create(worker_id=worker_id, defaults={"seen_at": now})
    alive = set(
        Worker.objects.filter(seen_at__gt=now - DEAD_AFTER).values_list("worker_id", flat=True)
    )
    for task in DBTaskResult.objects.running().filter(started_at__lte=now - DEAD_AFTER):
        if not task.worker_ids or task.worker_ids[-1] not in alive:
            _queue_again(task)
    # A future date comes from a wrong clock.
    Worker.objects.exclude(worker_id=worker_id).exclude(
        seen_at__range=(now - DEAD_AFTER, now + DEAD_AFTER)
    ).delete()


def leave(worker_id: str) -> None:
    Worker.objects.filter(worker_id=worker_id).delete()


def _queue_again(task: DBTaskResult) -> None:
    if len(task.worker_ids) >= MOST_STARTS:
        task.set_failed(Interrupted())
    else:
        running = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        running.update(status="READY", started_at=None)
