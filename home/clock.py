"""Clock for rendering a page: one current time, and the times at which the content changes.

Code whose result depends on the time calls `changes_at` with the times at which the result will
change. The page cache may keep a page until the earliest of these times.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, time, timedelta

from django.utils import timezone

# The moment of the page that is being rendered, and the moments at which it changes.
_page: ContextVar[tuple[datetime, list[datetime]] | None] = ContextVar("page", default=None)


def now() -> datetime:
    """Return the time for which the page is being rendered or, outside a page, the current time."""
    page = _page.get()
    return page[0] if page else timezone.now()


def changes_at(*moments: datetime | None) -> None:
    """Report times at which content of the page that is being rendered will change."""
    page = _page.get()
    if page:
        made_for, noted = page
        noted.extend(moment for moment in moments if moment and moment > made_for)


def next_midnight() -> datetime:
    """Return the next midnight in the site's time zone."""
    tomorrow = timezone.localdate(now()) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, timezone.get_default_timezone())


@contextmanager
def watched() -> Iterator[list[datetime]]:
    """Fix the time that `now` returns, and yield the list to which `changes_at` adds times."""
    noted: list[datetime] = []
    token = _page.set((timezone.now(), noted))
    try:
        noted.append(next_midnight())
        yield noted
    finally:
        _page.reset(token)
