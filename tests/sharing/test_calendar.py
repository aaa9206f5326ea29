"""Tests for the calendar files of alerts and meetings, read by an independent parser."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.models import OfficePhone
from tests import factories as make

pytestmark = pytest.mark.django_db

CENTRAL = ZoneInfo("America/Chicago")


def events(client, address):
    """Return the calendar at `address`, and a dict of its events by the beginning of their UIDs."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = vobject.readOne(response.content.decode())
    found = {event.uid.value.partition("-")[0]: event for event in calendar.contents["vevent"]}
    return calendar, found


def central(*moment):
    return datetime(*moment, tzinfo=CENTRAL)


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        (central(2031, 3, 8, 9), central(2031, 3, 9, 9)),  # the start of daylight-saving time
        (central(2031, 11, 1, 9), central(2031, 11, 2, 9)),  # the end of daylight-saving time
        (central(2031, 11, 2, 0, 30), central(2031, 11, 2, 1, 30).replace(fold=1)),
    ],
)
def test_times_are_right_across_both_clock_changes(client, time_machine, starts_at, ends_at):
    time_machine.move_to(starts_at - timedelta(days=1))
    make.AlertPageFactory(slug="call", starts_at=starts_at, ends_at=ends_at)
    _calendar, found = events(client, "/en/alerts/call/action.ics")
    # The offset follows the rules of the VTIMEZONE in the file.
    assert found["alert"].dtstart.value.astimezone(UTC) == starts_at.astimezone(UTC)
    assert found["alert"].dtend.value.astimezone(UTC) == ends_at.astimezone(UTC)


def test_a_call_day_has_the_properties_of_the_standard_in_the_readers_language(client):
    alert = make.AlertPageFactory(slug="call", title="Call; now, please")
    make.call(alert, make.office())
    calendar, found = events(client, "/es/alerts/call/action.ics")
    event = found["alert"]
    assert calendar.version.value == "2.0"
    assert calendar.vtimezone.tzid.value == "America/Chicago"
    assert event.uid.value == f"alert-{alert.translation_key}@testserver"
    assert event.summary.value == "Call; now, please"
    assert event.summary.language_param == "en"
    assert event.status.value == "CONFIRMED"
    assert event.url.value == "http://testserver/es/alerts/call/"
    assert "Call (651) 201-3400.\nUntil " in event.description.value
    assert event.dtstamp.value == event.last_modified.value


def test_a_translated_alert_is_in_the_readers_language(client, django_capture_on_commit_callbacks):
    alert = make.AlertPageFactory(slug="call", title="Call now", ask="Call the governor.")
    make.call(alert, make.office())
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "es")
    _calendar, found = events(client, "/es/calendar.ics")
    assert found["alert"].summary.value == "[es] Call now"
    assert found["alert"].summary.language_param == "es"
    assert "[es] Call the governor.\nLlame al (651) 201-3400.\nHasta el " in (
        found["alert"].description.value
    )


def test_a_change_keeps_the_uid_and_raises_the_sequence(client, time_machine):
    time_machine.move_to("2031-06-03T12:00:00+00:00")
    alert = make.AlertPageFactory(slug="call", meeting=make.meeting())
    alert.save_revision().publish()
    _calendar, before = events(client, "/en/calendar.ics")
    time_machine.move_to("2031-06-03T13:00:00+00:00")
    alert.ends_at += timedelta(hours=1)
    alert.save_revision().publish()
    alert.meeting.is_cancelled = True
    alert.meeting.save()
    _calendar, after = events(client, "/en/calendar.ics")
    for kind in ("alert", "meeting"):
        assert before[kind].uid.value == after[kind].uid.value
        assert int(after[kind].sequence.value) > int(before[kind].sequence.value)
    assert after["meeting"].status.value == "CANCELLED"
    assert after["meeting"].summary.value == "Cancelled: Campaign meeting"


@pytest.mark.parametrize("address", ["/en/calendar.ics", "/en/alerts/call/action.ics"])
def test_a_corrected_number_is_a_newer_version_of_the_event(client, time_machine, address):
    time_machine.move_to("2031-06-03T12:00:00+00:00")
    alert, office = make.AlertPageFactory(slug="call"), make.office()
    make.call(alert, office)
    alert.save_revision().publish()
    _calendar, before = events(client, address)
    time_machine.move_to("2031-06-03T13:00:00+00:00")
    office.phones.set([OfficePhone(number="+16512013399")])
    office.save()
    _calendar, after = events(client, address)
    assert "201-3399" in after["alert"].description.value
    assert int(after["alert"].sequence.value) > int(before["alert"].sequence.value)


def test_an_event_is_cancelled_with_its_outcome_and_a_newer_version_when_it_takes_effect(
    client, time_machine
):
    time_machine.move_to("2031-06-03T12:00:00+00:00")
    alert = make.AlertPageFactory(outcome="won", decided_at=timezone.now() + timedelta(hours=1))
    alert.save_revision().publish()
    _calendar, before = events(client, "/en/calendar.ics")
    time_machine.move_to("2031-06-03T13:00:00+00:00")
    _calendar, after = events(client, "/en/calendar.ics")
    assert after["alert"].status.value == before["alert"].status.value == "CANCELLED"
    assert int(after["alert"].sequence.value) > int(before["alert"].sequence.value)


@pytest.mark.parametrize("outcome", ["postponed", "won"])
def test_an_alert_that_was_decided_before_its_end_is_cancelled(client, outcome):
    alert = make.AlertPageFactory(slug="call", ask="Call him.", title="Call")
    make.call(alert, make.office())
    alert.outcome, alert.decided_at = outcome, timezone.now()
    alert.save_revision().publish()
    _calendar, found = events(client, "/en/calendar.ics")
    assert found["alert"].status.value == "CANCELLED"
    assert found["alert"].summary.value == "Ended: Call"
    assert f" {outcome.capitalize()}. Decided on " in found["alert"].description.value
    assert "201-3400" not in found["alert"].description.value
    assert "Call him." not in found["alert"].description.value


def test_an_alert_that_was_unpublished_or_is_restricted_is_in_no_calendar(client):
    alert = make.AlertPageFactory(slug="call")
    alert.unpublish()
    assert client.get("/en/alerts/call/action.ics").status_code == 404
    assert "vevent" not in client.get("/en/calendar.ics").content.decode().lower()


def test_the_subscription_has_a_refresh_interval_and_drops_events_after_a_month(client):
    now = timezone.now()
    for slug, days in (("just-over", 29), ("long-over", 31)):
        make.AlertPageFactory(
            slug=slug, starts_at=now - timedelta(days=days + 1), ends_at=now - timedelta(days=days)
        )
    make.meeting(starts_at=now - timedelta(days=31))
    calendar, found = events(client, "/hmn/calendar.ics")
    assert set(found) == {"alert"}
    assert found["alert"].url.value == "http://testserver/hmn/alerts/just-over/"
    assert calendar.contents["name"][0].value.startswith("Lus ceeb toom thiab rooj sib tham")
    assert calendar.contents["refresh-interval"][0].value == "PT6H"


def test_the_subscription_costs_as_many_queries_with_2_as_with_20(client):
    counts = []
    for size in (2, 18):
        for _ in range(size):
            make.call(make.AlertPageFactory(), make.office())
            make.meeting()
        client.get("/so/calendar.ics")
        with CaptureQueriesContext(connection) as captured:
            client.get("/so/calendar.ics")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_home_page_links_to_the_subscription_and_an_alert_to_its_calendar_file(client):
    make.AlertPageFactory(slug="call", meeting=make.meeting())
    assert b'href="webcal://testserver/so/calendar.ics"' in client.get("/so/").content
    assert b'href="/so/alerts/call/action.ics"' in client.get("/so/alerts/call/").content
