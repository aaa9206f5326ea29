"""Descriptions of dates and times in words."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import override

HOUR = 60  # minutes
DAY = 24 * HOUR


def describe(value: date | time) -> str:
    """Describe `value` in words, such as “Friday, November 27, 5:00 p.m. Central Time, now”."""
    with override("en"):
        if isinstance(value, time):
            return _clock(value)
        now = timezone.localtime(timezone=timezone.get_default_timezone())
        if not isinstance(value, datetime):
            return f"{_day(value, now)}, {_days_away((value - now.date()).days)}"
        local = timezone.localtime(value, timezone.get_default_timezone())
        return f"{_day(local.date(), now)}, {_clock(local.time())}, {_away(local, now)}"


def _day(day: date, now: datetime) -> str:
    return date_format(day, "l, F j" if day.year == now.year else "l, F j, Y")


def _clock(moment: time) -> str:
    return f"{date_format(moment, 'g:i a')} Central Time"


def _away(moment: datetime, now: datetime) -> str:
    minutes = round((moment - now).total_seconds() / 60)
    if abs(minutes) >= 2 * DAY:
        return _days_away((moment.date() - now.date()).days)
    if abs(minutes) >= 2 * HOUR:
        return _counted(round(minutes / HOUR), "hour")
    return _counted(minutes, "minute") if minutes else "now"


def _days_away(days: int) -> str:
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(days) or _counted(days, "day")


def _counted(number: int, unit: str) -> str:
    shown = f"{abs(number)} {unit}{'' if abs(number) == 1 else 's'}"
    return f"in {shown}" if number > 0 else f"{shown} ago"
