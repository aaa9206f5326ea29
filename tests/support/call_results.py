"""Helpers for tests of call results in the admin and on public pages."""

from datetime import date

from django.urls import reverse

from alerts.calls import totals
from alerts.calls.models import CallCount, SupportCount

DAY = date(2031, 6, 3)


def count_calls(alert, number, held=0, *, office=0, day=DAY, language="en", result="spoke"):
    """Store a count of calls to the office with the index `office` in the alert's list.

    `number` is the count of plausible reports, and `held` is the count of implausible reports.
    """
    CallCount.objects.create(
        alert=alert,
        office=alert.offices[office],
        day=day,
        language=language,
        result=result,
        number=number,
        held=held,
    )
    totals.rewrite(alert.pk)


def count_support(alert, number, held=0, *, day=DAY, language="en"):
    """Store a count of the alert's supporters.

    `number` is the count of plausible reports, and `held` is the count of implausible reports.
    """
    SupportCount.objects.create(alert=alert, day=day, language=language, number=number, held=held)
    totals.rewrite(alert.pk)


def address(alert, name="calls_of_alert", *more):
    """Return the URL of an admin view of the alert's call results."""
    return reverse(name, args=(alert.pk, *more))
