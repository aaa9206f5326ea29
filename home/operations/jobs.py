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
    """Raised when at least one housekeeping step has failed."""


def run_housekeeping() -> None:
    if any(number is None for _what, number in housekeeping.run()):
        raise HousekeepingFailed


def index_references() -> None:
    """Update Wagtail's reference index, page by page."""
    # The index is outdated if a process was killed between a commit and the update. Wagtail's own
    # command would lock the database while it runs.
    for page in Page.objects.specific().iterator(chunk_size=100):
        ReferenceIndex.create_or_update_for_object(page)


def delete_tasks(*, dry_run: bool) -> int:
    """Delete tasks that ended more than `KEEP_TASKS` ago unless `dry_run`, and return the count."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_TASKS)
    return old.count() if dry_run else old.delete()[0]


def delete_sessions(*, dry_run: bool) -> int:
    old = Session.objects.filter(expire_date__lt=timezone.now())
    return old.count() if dry_run else old.delete()[0]
