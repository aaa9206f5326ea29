"""The nightly housekeeping, and what of the tables of Django and its packages is deleted by it."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, ReferenceIndex

from . import housekeeping

# For so long a failed task can be looked at; its error may name an address.
KEEP_TASKS = timedelta(days=7)


class HousekeepingFailed(Exception):
    """At least one step has failed; the log names it."""


def run_housekeeping():
    if any(number is None for _what, number in housekeeping.run()):
        raise HousekeepingFailed


def index_references():
    """Bring Wagtail's index of references up to date, page by page.

    It decides who may see a picture or document, and is written after the commit: a process that
    is killed in between leaves it wrong. Wagtail's own command would hold a lock all the while.
    """
    for page in Page.objects.specific().iterator(chunk_size=100):
        ReferenceIndex.create_or_update_for_object(page)


def delete_tasks(*, dry_run):
    """Delete what was done, or failed, some days ago."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_TASKS)
    return old.count() if dry_run else old.delete()[0]


def delete_sessions(*, dry_run):
    old = Session.objects.filter(expire_date__lt=timezone.now())
    return old.count() if dry_run else old.delete()[0]
