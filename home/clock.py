"""The moment that a page is made for, and how long it holds.

All of a page is of one moment, `now()`. Whatever reads the clock while the page is made says
with `changes_at` when its answer will be another. A page cache of ours may keep the page as long
as all answers hold, and no longer.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, time, timedelta

from django.utils import timezone

# The moment of the page that is being made, and the moments at which it will be another.
_page = ContextVar("page", default=None)


def now():
    """The moment for which the page is made; outside of pages, now."""
    page = _page.get()
    return page[0] if page else timezone.now()


def changes_at(*moments):
    """Say when what was just read from the clock will be otherwise.

    They are aware datetimes, or None; those that are past tell nothing.
    """
    page = _page.get()
    if page:
        made_for, noted = page
        noted.extend(moment for moment in moments if moment and moment > made_for)


def next_midnight():
    """When the day ends that it is now in Minnesota, also on the two days that have no 24 hours."""
    tomorrow = timezone.localdate(now()) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, timezone.get_default_timezone())


@contextmanager
def watched():
    """The moments at which what is made within the block will be otherwise, as a list that fills."""
    noted = []
    token = _page.set((timezone.now(), noted))
    try:
        noted.append(next_midnight())
        yield noted
    finally:
        _page.reset(token)
