"""Clock of a page: one current time for its content, and the times when the content changes.

Every part of a page uses `now()`. Code whose result depends on the clock calls `changes_at` to
report when the result will change. The page cache may keep a page until the earliest such time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, time, timedelta

from django.utils import timezone

# The moment of the page that is being rendered, and the moments at which it changes.
_page: ContextVar[tuple[datetime, list[datetime]] | None] = ContextVar("page", default=None)


def now() -> datetime:
    """Return the moment for which the page is rendered or, outside a page, the current time."""
    page = _page.get()
    return page[0] if page else timezone.now()


def changes_at(*moments: datetime | None) -> None:
    """Report the `moments` at which content of the page that is being rendered will change.

    They are aware datetimes. None and moments in the past are ignored.
    """
    page = _page.get()
    if page:
        made_for, noted = page
        noted.extend(moment for moment in moments if moment and moment > made_for)


def next_midnight() -> datetime:
    """Return the end of the current day in Minnesota, even if the clocks change on that day."""
    tomorrow = timezone.localdate(now()) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, timezone.get_default_timezone())


@contextmanager
def watched() -> Iterator[list[datetime]]:
    """Yield a list that collects the moments at which content rendered within the block changes."""
    noted: list[datetime] = []
    token = _page.set((timezone.now(), noted))
    try:
        noted.append(next_midnight())
        yield noted
    finally:
        _page.reset(token)
