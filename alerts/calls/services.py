"""One more call, one more who stands with an alert: counted with its day, and nothing else kept."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from home.used_form_tokens import is_used_up, use_up

from . import plausibility, totals
from .models import CallCount, SupportCount

# The effect of a form whose token is used up.
COUNTED = "counted"


@transaction.atomic
def count_call(request, alert_id, office_id, result, key):
    """Count a call to the office, told in the language of `request`.

    Returns whether it was new: `key`, from the form's form_token, counts once.
    """
    if not use_up(COUNTED, key):
        return False
    totals.lock(alert_id)
    today, yesterday = _days()
    numbers = dict.fromkeys((today, yesterday), 0)
    of_office = 0
    rows = CallCount.objects.filter(alert=alert_id, day__in=numbers).values_list("day", "office")
    for day, office, number in rows.annotate(sum=Sum("number")):
        numbers[day] += number
        if (day, office) == (today, office_id):
            of_office = number
    before = (numbers[today], numbers[yesterday])
    held = plausibility.is_held(request, plausibility.CALLS, alert_id, before, of_office)
    which = {"office_id": office_id, "result": result, "language": request.LANGUAGE_CODE}
    _raise(CallCount, held, alert_id=alert_id, day=today, **which)
    if not held:
        totals.rewrite(alert_id)
    return True


@transaction.atomic
def count_support(request, alert_id):
    """Count somebody who stands with the alert, in the language of `request`."""
    totals.lock(alert_id)
    today, yesterday = _days()
    rows = SupportCount.objects.filter(alert=alert_id, day__in=(today, yesterday)).values_list(
        "day"
    )
    numbers = dict(rows.annotate(sum=Sum("number")))
    before = (numbers.get(today, 0), numbers.get(yesterday, 0))
    held = plausibility.is_held(request, plausibility.SUPPORT, alert_id, before)
    _raise(SupportCount, held, alert_id=alert_id, day=today, language=request.LANGUAGE_CODE)
    if not held:
        totals.rewrite(alert_id)


def was_counted(key):
    """Return whether the form with this key has been counted."""
    return is_used_up(COUNTED, key)


def _days():
    today = timezone.localdate()
    return today, today - timedelta(days=1)


def _raise(model, held, **which):
    """Raise the number of the row that `which` names by one, or what is held of it."""
    row, _created = model.objects.get_or_create(**which)
    name = "held" if held else "number"
    model.objects.filter(pk=row.pk).update(**{name: F(name) + 1})
