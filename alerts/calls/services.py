"""Services that count calls and supporters by day.

Implausible reports are held for an editor's decision instead (see `plausibility`).
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Sum
from django.http import HttpRequest
from django.utils import timezone

from alerts.call_results import Result
from alerts.comments.erasure import was_deleted
from alerts.comments.models import PostComment
from alerts.comments.services import store
from home import rate_limits
from home.form_tokens import InvalidFormToken
from home.used_form_tokens import is_used_up, use_up

from . import plausibility, totals
from .models import CallCount, SupportCount

# The effect that is recorded for the form token of a counted report.
COUNTED = "counted"
# Seconds within which a second press of the same button from the same address does not count.
# It is short because a household, a mosque or a phone company's customers may share an address.
SAME_PRESS = 60


class CommentsClosed(Exception):
    """Raised when a report has a text but the alert no longer accepts comments."""


class CallReport(NamedTuple):
    """Report of a call, with the idempotency key of the form."""

    alert_id: int
    office_id: int
    result: Result
    key: str


@transaction.atomic
def store_report(
    request: HttpRequest, report: CallReport, comment: PostComment | None = None
) -> None:
    """Count or hold a call once per form, and store `comment`, if any, in one transaction.

    Raises:
        CommentsClosed: there is a comment, but the alert takes no comments.
        InvalidFormToken: the form was used for another comment, or its comment has been deleted.
    """
    if was_deleted(report.key):
        raise InvalidFormToken
    _count_call(request, report)
    if comment and not store(comment, request):
        raise CommentsClosed


def _count_call(request: HttpRequest, report: CallReport) -> None:
    if not use_up(COUNTED, report.key):
        return
    alert_id = report.alert_id
    totals.lock(alert_id)
    today, yesterday = days = _days()
    counts: Counter[date] = Counter()
    of_offices: Counter[tuple[date, int]] = Counter()
    rows = CallCount.objects.filter(alert=alert_id, day__in=days).values_list("day", "office")
    for day, office, number in rows.annotate(sum=Sum("number")):
        counts[day] += number
        of_offices[day, office] = number
    before, of_office = (counts[today], counts[yesterday]), of_offices[today, report.office_id]
    held = plausibility.is_held(request, plausibility.CALLS, alert_id, before, of_office)
    which = {
        "office_id": report.office_id,
        "result": report.result,
        "language": request.LANGUAGE_CODE,
    }
    _increment(CallCount, held, alert_id=alert_id, day=today, **which)
    if not held:
        totals.rewrite(alert_id)


@transaction.atomic
def count_support(request: HttpRequest, alert_id: int, key: str) -> None:
    """Count or hold a supporter, unless the same address has just sent the same form."""
    # Readers may press twice. Many readers may send the same form token, because the page with the
    # form can come from a cache.
    address = rate_limits.address_key(request, plausibility.SUPPORT)
    if not rate_limits.is_first(plausibility.SUPPORT, f"{key}.{address}", SAME_PRESS):
        return
    totals.lock(alert_id)
    today, yesterday = _days()
    rows = SupportCount.objects.filter(alert=alert_id, day__in=(today, yesterday)).values_list(
        "day"
    )
    counts = Counter(dict(rows.annotate(sum=Sum("number"))))
    before = (counts[today], counts[yesterday])
    held = plausibility.is_held(request, plausibility.SUPPORT, alert_id, before)
    _increment(SupportCount, held, alert_id=alert_id, day=today, language=request.LANGUAGE_CODE)
    if not held:
        totals.rewrite(alert_id)


def was_counted(key: str) -> bool:
    """Return True if a call was counted or held for the idempotency key `key`."""
    return is_used_up(COUNTED, key)


def _days() -> tuple[date, date]:
    today = timezone.localdate()
    return today, today - timedelta(days=1)


def _increment(model: type[CallCount] | type[SupportCount], held: bool, **which: Any) -> None:
    row, _created = model.objects.get_or_create(**which)
    name = "held" if held else "number"
    model.objects.filter(pk=row.pk).update(**{name: F(name) + 1})
