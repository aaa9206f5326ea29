"""Template tags for alerts and explainers."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext

from alerts import lookup
from alerts.models import State
from alerts.sharing import deadlines
from home.addresses import relative_path
from home.clock import now
from home.dates import clock, long_date, mark_time_zone

register = template.Library()


@register.simple_tag
def past_alerts(count=3):
    return lookup.past_alerts(count)


@register.simple_tag
def newest_explainers(count=3):
    return lookup.newest_explainers(count)


@register.simple_tag
def leading_number(alerts):
    """Return the phone number of the first of `alerts` if it is active and has one, or None."""
    return None if is_calm(alerts) else lookup.first_number_on(alerts[0].source)


@register.simple_tag
def is_calm(alerts):
    """Return True unless the first of `alerts`, sorted as by `current_alerts`, is active."""
    return not alerts or alerts[0].state != State.ACTIVE


@register.simple_tag
def deadline(alert):
    """Return the start, deadline, end or decision of `alert`, depending on its state, as HTML."""
    if alert.decision:
        return deadlines.decided(alert)
    if alert.state == State.ENDED:
        return long_date(alert.ended_at) if alert.ended_at else ""
    if alert.state == State.UPCOMING:
        return deadlines.begins(alert)
    ends_at = alert.source.ends_at
    if ends_at and timezone.localdate(ends_at) == timezone.localdate(now()):
        sentence = gettext("Today until {time}, Central Time")
        return mark_time_zone(format_html(sentence, time=clock(ends_at)))
    return deadlines.deadline(alert)


@register.simple_tag
def short_deadline(alert):
    """Return what `deadline` returns in a shorter form, without the time zone."""
    source, today = alert.source, timezone.localdate(now())
    if alert.state == State.UPCOMING and source.starts_at:
        moment, sentence = source.starts_at, gettext("Begins {date}, {time}")
    elif alert.state == State.ACTIVE and source.ends_at:
        moment, sentence = source.ends_at, gettext("Until {date}, {time}")
        if timezone.localdate(moment) == today:
            sentence = gettext("Today until {time}")
    else:
        return deadline(alert)
    is_this_year = timezone.localdate(moment).year == today.year
    return format_html(
        sentence, date=long_date(moment, weekday=True, year=not is_this_year), time=clock(moment)
    )


register.simple_tag(lookup.current_alerts)
register.simple_tag(lookup.alerts_about)
register.simple_tag(deadlines.deadline, name="until")
register.simple_tag(deadlines.decided)


@register.filter
def list_address(alert):
    """Return the path of the index page that lists `alert`, in the active language."""
    return reverse("wagtail_serve", args=(relative_path(alert.source).partition("/")[0] + "/",))


@register.filter
def html_of(expanded_texts, text):
    return expanded_texts[text]
