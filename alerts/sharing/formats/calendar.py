"""Alerts and meetings as iCalendar files (RFC 5545 and RFC 7986)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vDuration,
    vRecur,
)

from alerts.lookup import first_numbers, get_alert_or_404, offices_updated_at
from alerts.models import AlertPage, Outcome, State
from alerts.models.offices import first_number
from home.addresses import absolute, page_address
from home.clock import now
from home.lookup import in_language, watch_schedule
from home.models import Meeting
from home.phones import PhoneNumber
from home.revalidation import revalidated
from home.site_settings import site_name
from home.translation.notes import headline

from ..deadlines import when
from ..sample_mark import sample_mark
from ..translation_notes import translation_note

# Events that ended longer ago than this are left out of the subscription.
RECENT = timedelta(days=30)
# A SEQUENCE is a 32-bit integer, so it can hold the seconds since this moment.
EPOCH = datetime(2011, 1, 1, tzinfo=UTC)


@revalidated
@require_safe
def action(request: HttpRequest, path: str) -> HttpResponse:
    """Return `action.ics` for the alert at `path`, with its call days and its meeting, if set."""
    alert = get_alert_or_404(request, path)
    title = alert.shown("title")
    calendar = _calendar(headline(title), title.language, page_address(alert))
    if alert.source.starts_at and alert.source.ends_at:
        corrected_at = max((office.updated_at for office in alert.offices), default=None)
        calendar.add_component(_alert_event(alert, first_number(alert.offices), corrected_at))
    if meeting := alert.source.meeting:
        prefetch_related_objects([meeting.what], "translations")
        calendar.add_component(_meeting_event(meeting, page_address(alert)))
    return _answer(calendar)


@revalidated
@require_safe
def subscription(request: HttpRequest) -> HttpResponse:
    """Return `calendar.ics` with current, upcoming and recent alerts and meetings."""
    watch_schedule()
    since = now() - RECENT
    dated = Q(starts_at__isnull=False, ends_at__gte=since)
    listed = AlertPage.objects.listed().filter(dated)
    sources = list(listed.loaded().order_by("starts_at", "pk"))
    numbers, corrected = first_numbers(sources), offices_updated_at(sources)
    subject = _("Alerts and meetings")
    name = f"{subject} – {site_name()}"
    home = reverse("wagtail_serve", args=("",))
    calendar = _calendar(name, get_language(), home)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(timedelta(hours=6)))  # the same for Outlook
    calendar.add("source", absolute(request.path), parameters={"VALUE": "URI"})
    for alert in in_language(sources):
        key = alert.source.pk
        calendar.add_component(_alert_event(alert, numbers.get(key), corrected.get(key)))
    meetings = Meeting.objects.filter(starts_at__gte=since).order_by("starts_at", "pk")
    for meeting in meetings.select_related("what").prefetch_related("what__translations"):
        calendar.add_component(_meeting_event(meeting, home))
    return _answer(calendar)


def _calendar(name: str, language: str, path: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("name", name, parameters={"language": language})
    calendar.add("x-wr-calname", name)  # the same for programs older than RFC 7986
    calendar.add("url", absolute(path))
    calendar.add_component(_central_time())
    return calendar


def _central_time() -> Timezone:
    """Return Minnesota's time zone, with the rule that has been in force since 2007."""
    zone = Timezone()
    zone.add("tzid", settings.TIME_ZONE)
    standard, daylight = timedelta(hours=-6), timedelta(hours=-5)
    for kind, name, first, month, sunday, before, after in (
        (TimezoneDaylight, "CDT", datetime(2007, 3, 11, 2), 3, "2SU", standard, daylight),
        (TimezoneStandard, "CST", datetime(2007, 11, 4, 2), 11, "1SU", daylight, standard),
    ):
        part = kind()
        part.add("dtstart", first)
        part.add("rrule", vRecur(freq="yearly", bymonth=month, byday=sunday))
        part.add("tzname", name)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone


def _clock(value: datetime) -> datetime:
    # When the clocks are set back, an hour occurs twice. A local time in that hour means the first
    # occurrence (RFC 5545, 3.3.5), so times in the second occurrence are in UTC.
    local = timezone.localtime(value)
    return value.astimezone(UTC) if local.fold else local


def _event(uid: str, changed_at: datetime | None) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{urlsplit(settings.SITE_URL).hostname}")
    changed_at = max(changed_at or EPOCH, EPOCH).astimezone(UTC)
    # Without METHOD, DTSTAMP and LAST-MODIFIED have the same meaning (RFC 5545, 3.8.7.2).
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", int((changed_at - EPOCH).total_seconds()))
    return event


def _alert_event(
    alert: AlertPage, number: PhoneNumber | None, corrected_at: datetime | None
) -> Event:
    source, address = alert.source, absolute(page_address(alert))
    has_ended = alert.state == State.ENDED
    # A translation changes the event too.
    changed_at = max(filter(None, [EPOCH, source.last_published_at, alert.last_published_at]))
    newer = alert.over_at if has_ended else corrected_at
    if newer and not alert.takes_effect_later:
        changed_at = max(changed_at, newer)
    event = _event(f"alert-{source.translation_key}", changed_at)
    event.add("dtstart", _clock(source.starts_at))
    event.add("dtend", _clock(source.ends_at))
    event.add("status", "CANCELLED" if is_off(alert) else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # does not block other appointments
    event.add("url", address)
    title, ask = alert.shown("title"), alert.shown("ask")
    summary = headline(title)
    with override(title.language):
        if has_ended:
            summary = _("Ended: {title}").format(title=summary)
    event.add("summary", summary, parameters={"language": title.language})
    with override(ask.language):
        call = _("Call {number}.").format(number=number.in_text) if number else ""
        mark = sample_mark(alert)
        if has_ended:
            lines = [when(alert), translation_note(alert, ["title"])]
        else:
            note = translation_note(alert, ["title", "ask"])
            lines = [ask.text, note, call, when(alert)]
    description = "\n".join(line for line in [mark, *lines, address] if line)
    event.add("description", description, parameters={"language": ask.language})
    return event


def is_off(alert: AlertPage) -> bool:
    """Return True if `alert` is postponed, or if an outcome ends it before the deadline."""
    source = alert.source
    if not alert.decision:
        return False
    # A draft can have an outcome without its time.
    before_deadline = source.decided_at and source.decided_at < source.ends_at
    ends_early = alert.takes_effect_later and source.ends_at > now()
    return bool(alert.decision == Outcome.POSTPONED or before_deadline or ends_early)


def _meeting_event(meeting: Meeting, path: str) -> Event:
    event = _event(f"meeting-{meeting.pk}", meeting.updated_at)
    event.add("dtstart", _clock(meeting.starts_at))
    event.add("dtend", _clock(meeting.ends_at or meeting.starts_at + Meeting.USUAL_LENGTH))
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    event.add("url", absolute(path))
    what, language = meeting.what.in_language()
    if meeting.is_cancelled:
        with override(language):
            what = _("Cancelled: {title}").format(title=what)
    event.add("summary", what, parameters={"language": language})
    place = f"{meeting.place}, {meeting.address}"
    event.add("location", place, parameters={"language": settings.LANGUAGE_CODE})
    return event


def _answer(calendar: Calendar) -> HttpResponse:
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
