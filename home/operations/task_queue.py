"""Lookup and retry of tasks in the durable queue."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

# Failed emails are retried as emails, with `home.mail.retry`.
_EMAIL = "home.mail.deliver"


@dataclass(frozen=True)
class Queue:
    due: int
    running: int
    oldest_due: datetime | None


def state() -> Queue:
    """Return the counts of due and running tasks, and the queueing time of the oldest due task."""
    due = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__lte=timezone.now())
    oldest = due.aggregate(oldest=Min("enqueued_at"))["oldest"]
    return Queue(due.count(), DBTaskResult.objects.running().count(), oldest)


def failed() -> QuerySet[DBTaskResult]:
    """Return the failed tasks other than emails, latest failure first."""
    return DBTaskResult.objects.failed().exclude(task_path=_EMAIL).order_by("-finished_at")


def retry(task_id: UUID) -> bool:
    """Queue a failed task again. Return False if no task in `failed()` has the ID `task_id`."""
    tasks = failed().filter(pk=task_id).order_by()
    return bool(
        tasks.update(
            status=TaskResultStatus.READY,
            run_after=timezone.now(),
            started_at=None,
            finished_at=None,
            worker_ids=[],
            exception_class_path="",
            traceback="",
        )
    )
