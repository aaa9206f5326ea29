"""When an alert is, for what leaves the site: always with its date, since nobody knows when it is read."""

from django.utils.html import format_html
from django.utils.translation import gettext

from alerts.models import State
from home.dates import clock, long_date


def begins(alert):
    """When `alert` begins, as safe HTML in the active language, or “” if it has begun."""
    if alert.state != State.UPCOMING or not alert.source.starts_at:
        return ""
    return _at(gettext("Begins {date}, {time}, Central Time"), alert.source.starts_at)


def deadline(alert):
    """Until when `alert` runs, as safe HTML in the active language, or “”."""
    if not alert.source.ends_at:
        return ""
    return _at(gettext("Until {date}, {time}, Central Time"), alert.source.ends_at)


def _at(text, moment):
    return format_html(text, date=long_date(moment, weekday=True), time=clock(moment))
