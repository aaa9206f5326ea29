"""Computation of an alert's public totals."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from alerts.call_results import DONE
from alerts.comments.models import PostComment

from .models import CallCount, CallTotals, SupportCount
from .suppression import shown, shown_of

NEWEST = 3

Key = TypeVar("Key")


def answers_to(alert_id: int) -> QuerySet[PostComment]:
    """Return the public comments on the alert that report a call, newest first.

    Withdrawn and erased comments are left out.
    """
    answers = PostComment.objects.shown_on(alert_id).filter(is_withdrawn=False, is_erased=False)
    return answers.exclude(call_result="").order_by("-submitted", "-pk")


def lock(alert_id: int) -> CallTotals:
    """Create the alert's `CallTotals` if missing, lock it for the transaction, and return it.

    It must be called in a transaction.
    """
    CallTotals.objects.get_or_create(alert_id=alert_id)
    return CallTotals.objects.select_for_update().get(alert_id=alert_id)


@transaction.atomic
def rewrite(alert_id: int) -> CallTotals:
    """Compute, store and return the public totals of the alert."""
    totals = lock(alert_id)
    names: dict[int, str] = {}
    offices: Counter[int] = Counter()
    days: Counter[str] = Counter()
    counts = CallCount.objects.filter(alert=alert_id, result__in=DONE, number__gt=0)
    for row in counts.values("office", "office__name", "day", "number"):
        names[row["office"]] = row["office__name"]
        offices[row["office"]] += row["number"]
        days[row["day"].isoformat()] += row["number"]
    support = SupportCount.objects.filter(alert=alert_id).values_list("number", flat=True)
    calls = shown(offices.total())
    totals.shown = {
        "calls": calls,
        "offices": sorted(
            ([pk, names[pk], number] for pk, number in _parts(offices, calls)),
            # Hidden counts come last, by name: an order by count would reveal the smallest.
            key=lambda part: (-(part[2] or 0), part[1]),
        ),
        "days": sorted([day, number] for day, number in _parts(days, calls)),
        "support": shown(sum(support)),
        "answers": list(answers_to(alert_id).values_list("pk", flat=True)[:NEWEST]),
    }
    totals.save(update_fields=("shown",))
    return totals


def _parts(counts: Counter[Key], whole: int | None) -> Iterable[tuple[Key, int | None]]:
    # If the whole is hidden, so are its parts.
    return [] if whole is None else shown_of(counts).items()
