"""Editors' decisions about one day's counts: count or drop held reports, or reset the day.

Held reports are implausible ones that were not counted at once (see `plausibility`).

In each function, `alert` is the English page, `what` is `CALLS` or `SUPPORT`, and `by` is the
editor.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from wagtail.log_actions import log

from alerts.models import AlertPage
from home.people.models import User

from . import totals
from .models import CallCount, SupportCount

CALLS, SUPPORT = "calls", "support"
MODELS: dict[str, type[CallCount] | type[SupportCount]] = {CALLS: CallCount, SUPPORT: SupportCount}

# For each decision: the column whose sum is logged, and the changes to the rows for the day.
_CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "count": ("held", {"number": F("number") + F("held"), "held": 0}),
    "drop": ("held", {"held": 0}),
    "reset_day": ("number", {"number": 0, "held": 0}),
}


def count_held(alert: AlertPage, what: str, day: date, *, by: User) -> int:
    """Add the held reports of `day` to that day's count. Return how many were added."""
    return _decide("count", alert, what, day, by)


def drop_held(alert: AlertPage, what: str, day: date, *, by: User) -> int:
    """Set the count of held reports of `day` to zero. Return how many were dropped."""
    return _decide("drop", alert, what, day, by)


def reset_day(alert: AlertPage, what: str, day: date, *, by: User) -> int:
    """Set the count and the held reports of `day` to zero. Return the previous count."""
    return _decide("reset_day", alert, what, day, by)


@transaction.atomic
def _decide(action: str, alert: AlertPage, what: str, day: date, by: User) -> int:
    column, changes = _CHANGES[action]
    totals.lock(alert.pk)
    rows = MODELS[what].objects.filter(alert=alert.pk, day=day)
    number = rows.aggregate(sum=Sum(column))["sum"] or 0
    rows.update(**changes)
    totals.rewrite(alert.pk)
    log(
        instance=alert,
        action=f"calls.{action}",
        user=by,
        data={"what": what, "day": day.isoformat(), "number": number},
    )
    return number
