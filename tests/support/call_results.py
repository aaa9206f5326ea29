"""Helpers for tests of call results in the admin and on public pages."""

from datetime import date

from django.urls import reverse

from alerts.calls import totals
from alerts.calls.models import CallCount, SupportCount

DAY = date(2031, 6, 3)


def count_calls(alert, number, held=0, *, office=0, day=DAY, language="en", result="spoke"):
    """Store `number` plausible and `held` implausible calls to the office at the index `office`."""
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
    """Store `number` plausible and `held` implausible reports of support."""
    SupportCount.objects.create(alert=alert, day=day, language=language, number=number, held=held)
    totals.rewrite(alert.pk)


def address(alert, name="calls_of_alert", *more):
    return reverse(name, args=(alert.pk, *more))
