"""What an editor decides about an alert's numbers: what is held, and a day that is not to be believed."""

from django.db import transaction
from django.db.models import F, Sum
from wagtail.log_actions import log

from . import totals
from .models import CallCount, SupportCount

CALLS, SUPPORT = "calls", "support"
MODELS = {CALLS: CallCount, SUPPORT: SupportCount}


# What each decision does to the rows of a day, and which of their columns it is about.
_CHANGES = {
    "count": ("held", {"number": F("number") + F("held"), "held": 0}),
    "drop": ("held", {"held": 0}),
    "set_back": ("number", {"number": 0, "held": 0}),
}


def count_held(alert, what, day, *, by):
    """Count what was held of this day; returns how many."""
    return _decide("count", alert, what, day, by)


def drop_held(alert, what, day, *, by):
    """Forget what was held of this day; returns how many."""
    return _decide("drop", alert, what, day, by)


def set_back(alert, what, day, *, by):
    """Set this day's numbers to nothing, what is held with them; returns how many were counted."""
    return _decide("set_back", alert, what, day, by)


@transaction.atomic
def _decide(action, alert, what, day, by):
    """Change the numbers of a day, and write down who did it; returns the sum before."""
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
