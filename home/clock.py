"""The moment that a page is made for, and how long it holds.

All of a page is of one moment, `now()`. Whatever reads the clock while the page is made says
with `changes_at` when its answer will be another. The page may be kept as long as all answers
hold, and no longer.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, time, timedelta
from functools import wraps

from django.utils import timezone
from django.utils.cache import patch_cache_control

# Seconds. What an editor or a moderator changes is seen by everybody after this at the latest.
LONGEST = 60

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


def kept_by_the_clock(view):
    """A decorator for views of public pages: how long anybody may keep the answer.

    `Cache-Control: public, max-age=…`, in whole seconds, to the next moment at which the
    page would be another, but no longer than `LONGEST`. Not for errors and redirects, nor
    for what depends on who is signed in.
    """

    @wraps(view)
    def watching(request, *args, **kwargs):
        with watched() as moments:
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        session = getattr(request, "session", None)
        is_same_for_all = session is None or not session.accessed
        if response.status_code == 200 and is_same_for_all and "Cache-Control" not in response:
            left = (min(moments) - timezone.now()).total_seconds()
            patch_cache_control(response, public=True, max_age=max(0, min(LONGEST, int(left))))
        return response

    return watching
