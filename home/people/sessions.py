"""Sessions of signed-in users: limits on age, lists without addresses, and sign-out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.utils import timezone

from .models import User

_STARTED, _USED = "started_at", "used_at"
# The time of the last use is stored with this precision, to save writes.
PRECISION = timedelta(minutes=5)

session_store: Any = import_module(settings.SESSION_ENGINE).SessionStore


@dataclass(frozen=True)
class ActiveSession:
    """Session that has not ended. `name` is a hash, because the session's key must stay secret."""

    name: str
    started_at: datetime | None
    used_at: datetime | None
    is_current: bool


def start(session: SessionBase) -> None:
    """Record the time of sign-in in `session`, from which the session's age is counted."""
    session[_STARTED] = session[_USED] = timezone.now().timestamp()


def started_within(session: SessionBase, period: timedelta) -> bool:
    return session.get(_STARTED, 0) > (timezone.now() - period).timestamp()


def is_over(session: SessionBase) -> bool:
    """Return True if the sign-in to `session` is longer ago than `SESSION_MAX_AGE` seconds."""
    return not started_within(session, timedelta(seconds=settings.SESSION_MAX_AGE))


def touch(session: SessionBase) -> None:
    """Record the use of a session, which postpones its end, at most once in `PRECISION`."""
    now = timezone.now().timestamp()
    if now - session.get(_USED, 0) > PRECISION.total_seconds():
        session[_USED] = now


def active_sessions(user: User, current_key: str | None) -> list[ActiveSession]:
    """Return the active sessions of `user`, the current one first, then the most recently used."""
    found = [
        ActiveSession(
            name=name_of(row.session_key),
            started_at=_moment(data.get(_STARTED)),
            used_at=_moment(data.get(_USED)),
            is_current=row.session_key == current_key,
        )
        for row, data in _rows(user)
    ]
    return sorted(found, key=lambda one: (not one.is_current, -_seconds(one.used_at)))


def end(user: User, *, name: str | None = None, except_key: str | None = None) -> int:
    """End the sessions of `user`, or only the one called `name`, and return the count."""
    keys = [
        row.session_key
        for row, _data in _rows(user)
        if row.session_key != except_key and name in (None, name_of(row.session_key))
    ]
    return Session.objects.filter(session_key__in=keys).delete()[0]


def name_of(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:20]


def _rows(user: User) -> Iterator[tuple[Session, dict[str, Any]]]:
    # This reads the sessions of all users. There are few, because readers have none.
    for row in Session.objects.filter(expire_date__gt=timezone.now()):
        data = session_store().decode(row.session_data)
        if data.get(SESSION_KEY) == str(user.pk):
            yield row, data


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0
