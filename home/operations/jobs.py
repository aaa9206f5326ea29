"""Nightly jobs, and housekeeping steps for the tables of Django and third-party packages."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, ReferenceIndex

from . import housekeeping

# How long a failed task is kept for inspection. Its error may contain an address.
KEEP_TASKS = timedelta(days=7)


class HousekeepingFailed(Exception):
    """Raised when at least one housekeeping step has failed. The log names the step."""


def run_housekeeping() -> None:
    if any(number is None for _what, number in housekeeping.run()):
        raise HousekeepingFailed


def index_references() -> None:
    """Update Wagtail's reference index, page by page.

    Wagtail updates the index after each commit, so the index becomes outdated if a process is
    killed between the commit and the update. Wagtail's own command would keep the database locked
    while it runs.
    """
    for page in Page.objects.specific().iterator(chunk_size=100):
        ReferenceIndex.create_or_update_for_object(page)


def delete_tasks(*, dry_run: bool) -> int:
    """Delete tasks that succeeded or failed more than `KEEP_TASKS` ago, and return the count.

    With `dry_run`, only count the tasks.
    """
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_TASKS)
    return old.count() if dry_run else old.delete()[0]


def delete_sessions(*, dry_run: bool) -> int:
    old = Session.objects.filter(expire_date__lt=timezone.now())
    return old.count() if dry_run else old.delete()[0]
