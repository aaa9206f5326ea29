"""Sentences about the times of an alert, for texts that leave the site.

The sentences have dates, never words such as “today”.
"""

from datetime import date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alerts.models import AlertPage, State
from home.dates import clock, long_date, mark_time_zone

from .text import plain


def begins(alert: AlertPage) -> str:
    """Return the start of an upcoming alert as HTML, or "" if there is none."""
    if alert.state != State.UPCOMING or not alert.source.starts_at:
        return ""
    return _at(_("Begins {date}, {time}, Central Time"), alert.source.starts_at)


def deadline(alert: AlertPage, *, weekday: bool = True, zone: bool = True) -> str:
    """Return the deadline of `alert` as HTML in the active language, or "" without one."""
    if not alert.source.ends_at:
        return ""
    text = _("Until {date}, {time}, Central Time") if zone else _("Until {date}, {time}")
    return _at(text, alert.source.ends_at, weekday)


def decided(alert: AlertPage) -> str:
    """Return “Decided on June 3, 2011.” or “Takes effect on …” as HTML, or "" if there is no date."""
    if not (alert.decision and alert.source.decided_at):
        return ""
    decided_on = long_date(alert.source.decided_at, inline=True)
    if alert.takes_effect_later:
        return format_html(_("Takes effect on {date}."), date=decided_on)
    return format_html(_("Decided on {date}."), date=decided_on)


def outcome(alert: AlertPage) -> str:
    """Return a text such as “Won. Decided on June 3, 2011.”, or "" without an outcome."""
    return plain(_outcome(alert))


def _outcome(alert: AlertPage) -> str:
    if not alert.decision:
        return ""
    label, date_of_it = format_html("{}.", alert.decision.label), decided(alert)
    return format_html("{} {}", label, date_of_it) if date_of_it else label


def day(value: date | datetime) -> str:
    """Return the date of `value` as plain text in the active language."""
    return plain(long_date(value))


def moment(value: datetime, *, weekday: bool) -> str:
    """Return `value` as a text such as “Friday, June 3, 2011, 5:00 p.m., Central Time”."""
    return plain(_moment(value, weekday))


def _moment(value: datetime, weekday: bool) -> SafeString:
    return _at(_("{date}, {time}, Central Time"), value, weekday)


def when(alert: AlertPage, *, weekday: bool = True, zone: bool = True) -> str:
    """Return the result of `when_as_html` as plain text."""
    return plain(when_as_html(alert, weekday=weekday, zone=zone))


def when_as_html(alert: AlertPage, *, weekday: bool = True, zone: bool = True) -> str:
    """Return the times of `alert` in words, as HTML, or "" if they are not set."""
    source, state = alert.source, alert.state
    if state == State.ENDED:
        return _over(alert)
    if not source.ends_at:
        return ""
    if state == State.UPCOMING and source.starts_at:
        return format_html(
            _("From {start} until {end}."),
            start=_moment(source.starts_at, weekday),
            end=_moment(source.ends_at, weekday),
        )
    text = deadline(alert, weekday=weekday, zone=zone)
    return text if plain(text).endswith(".") else format_html("{}.", text)  # “5:00 p.m.”


def _over(alert: AlertPage) -> str:
    is_over = _("This alert is over")
    if alert.decision:
        return format_html("{}. {}", is_over, _outcome(alert))
    if alert.over_at is None:  # the preview of an alert without times
        return f"{is_over}."
    return format_html(_("Ended: {date}."), date=long_date(alert.over_at))


def _at(text: str, value: datetime, weekday: bool = True) -> SafeString:
    date_of_it = long_date(value, weekday=weekday)
    return mark_time_zone(format_html(text, date=date_of_it, time=clock(value)))
