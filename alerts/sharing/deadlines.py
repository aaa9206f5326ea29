"""Sentences about the times of an alert, with the date, never “today”, and with the time zone.

Text that leaves the site must be right on another day and in another place.
"""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from alerts.models import State
from home.dates import clock, long_date

from .text import plain


def begins(alert):
    """Return when `alert` begins, as safe HTML in the active language, or "" if it has begun."""
    if alert.state != State.UPCOMING or not alert.source.starts_at:
        return ""
    return _at(_("Begins {date}, {time}, Central Time"), alert.source.starts_at)


def deadline(alert):
    """Return the deadline of `alert` as safe HTML in the active language, or ""."""
    if not alert.source.ends_at:
        return ""
    return _at(_("Until {date}, {time}, Central Time"), alert.source.ends_at)


def decided(alert):
    """Return the sentence with the date of the outcome of `alert`, as safe HTML, or ""."""
    if not alert.decision:
        return ""
    date = long_date(alert.source.decided_at, inline=True)
    return format_html(_("Decided on {date}."), date=date)


def outcome(alert):
    """Return the outcome of `alert` as plain text: “Won. Decided on June 3, 2011.”, or ""."""
    return f"{alert.decision.label}. {plain(decided(alert))}" if alert.decision else ""


def day(value):
    """Return the day of `value` in the active language, as plain text."""
    return plain(long_date(value))


def moment(value):
    """Return an aware datetime as plain text: “Friday, June 3, 2011, 5:00 p.m., Central Time”."""
    return plain(_at(_("{date}, {time}, Central Time"), value))


def when(alert):
    """Return the times of `alert`, or its outcome, as plain text in the active language, or "".

    The day of a decision has a sentence of its own: “Postponed June 3” would read as postponed until
    then.
    """
    source, state = alert.source, alert.state
    if state == State.ENDED:
        return _over(alert)
    if not source.ends_at:
        return ""
    if state == State.UPCOMING and source.starts_at:
        return _("From {start} until {end}.").format(
            start=moment(source.starts_at), end=moment(source.ends_at)
        )
    return f"{plain(deadline(alert))}."


def _over(alert):
    if alert.decision:
        is_over = _("This alert is over")
        return f"{is_over}. {outcome(alert)}"
    return _("Ended: {date}.").format(date=day(alert.over_at))


def _at(text, value):
    return format_html(text, date=long_date(value, weekday=True), time=clock(value))
