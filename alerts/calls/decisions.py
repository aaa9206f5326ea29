"""Editors' decisions about an alert's counts: to count or drop what is held, and to reset a day."""

from django.db import transaction
from django.db.models import F, Sum
from wagtail.log_actions import log

from . import totals
from .models import CallCount, SupportCount

CALLS, SUPPORT = "calls", "support"
MODELS = {CALLS: CallCount, SUPPORT: SupportCount}


# For each decision, the column whose sum is logged, and the changes to the rows of a day.
_CHANGES = {
    "count": ("held", {"number": F("number") + F("held"), "held": 0}),
    "drop": ("held", {"held": 0}),
    "reset_day": ("number", {"number": 0, "held": 0}),
}


def count_held(alert, what, day, *, by):
    """Count what is held of this day. Return the count added."""
    return _decide("count", alert, what, day, by)


def drop_held(alert, what, day, *, by):
    """Drop what is held of this day. Return the count dropped."""
    return _decide("drop", alert, what, day, by)


def reset_day(alert, what, day, *, by):
    """Set this day's counts to zero, with what is held. Return the count removed."""
    return _decide("reset_day", alert, what, day, by)


@transaction.atomic
def _decide(action, alert, what, day, by):
    """Change the counts of a day and log the user. Return the sum before the change."""
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
