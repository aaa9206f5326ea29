"""Deadlines and numbers in plain text: for what leaves the site as messages, calendars and feeds.

What has left the site is read on another day and in another place: always the
date, never “today”, and the name of the time zone.
"""

from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from alerts.models import OfficePhone, State
from home.dates import clock, long_date


def plain(html):
    """The text of a little safe `html`, in one line."""
    return " ".join(unescape(strip_tags(html)).split())


def day(value):
    """The day of `value` in the active language."""
    return plain(long_date(value))


def moment(value):
    """`value` (an aware datetime) in the active language: “Friday, June 3, 2011, 5:00 p.m., Central Time”."""
    return _("{date}, {time}, Central Time").format(
        date=plain(long_date(value, weekday=True)), time=plain(clock(value))
    )


def when(alert):
    """Until when an alert runs, from when till when, or that it is over and since when; or ""."""
    source, state = alert.source, alert.state
    if state == State.ENDED:
        return _("Ended: {date}.").format(date=day(alert.over_at))
    if not source.ends_at:
        return ""
    if state == State.UPCOMING and source.starts_at:
        return _("From {start} until {end}.").format(
            start=moment(source.starts_at), end=moment(source.ends_at)
        )
    return _("Until {end}.").format(end=moment(source.ends_at))


def first_number(offices):
    """The number to pass on, of loaded `offices`: the first that is not for deaf callers, or None."""
    numbers = [phone for office in offices for phone in office.phones.all()]
    spoken = [phone for phone in numbers if phone.label != OfficePhone.Label.TTY]
    return next((phone.number for phone in spoken), None)


def first_numbers(sources):
    """As `first_number`, as a dict from the id of each of the English alerts `sources`; one query."""
    rows = (
        OfficePhone.objects.filter(office__alert_links__alert__in=[one.pk for one in sources])
        .exclude(label=OfficePhone.Label.TTY)
        .local_first("office__alert_links__sort_order", "office__alert_links__pk")
        .values_list("office__alert_links__alert", "number")
    )
    numbers = {}
    for alert_id, number in rows:
        numbers.setdefault(alert_id, number)
    return numbers
