"""Clock of a page: one moment for all its content, and the time until which that content holds.

Every part of a page uses `now()`. Code that depends on the clock reports with `changes_at` when its
result will change. The page cache may keep a page until the earliest such time.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, time, timedelta

from django.utils import timezone

# The moment of the page that is being rendered, and the moments at which it changes.
_page = ContextVar("page", default=None)


def now():
    """Return the moment for which the page is rendered; outside a page, the current time."""
    page = _page.get()
    return page[0] if page else timezone.now()


def changes_at(*moments):
    """Report when a value that was read from the clock will change.

    `moments` are aware datetimes or None; moments in the past are ignored.
    """
    page = _page.get()
    if page:
        made_for, noted = page
        noted.extend(moment for moment in moments if moment and moment > made_for)


def next_midnight():
    """Return the end of the current day in Minnesota, also on the two days without 24 hours."""
    tomorrow = timezone.localdate(now()) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, timezone.get_default_timezone())


@contextmanager
def watched():
    """Yield a list that collects the moments at which the content rendered here changes."""
    noted = []
    token = _page.set((timezone.now(), noted))
    try:
        noted.append(next_midnight())
        yield noted
    finally:
        _page.reset(token)
