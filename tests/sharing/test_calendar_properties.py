"""Tests for properties of calendars, and for calendars with unusual alerts and meetings."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject

from alerts.models import AlertPage, Office
from home.models import Meeting
from tests import factories as make

pytestmark = pytest.mark.django_db

NOON = datetime(2031, 6, 3, 12, tzinfo=ZoneInfo("America/Chicago"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return vobject.readOne(response.content.decode())


def events(calendar, kind="alert"):
    return [one for one in calendar.contents.get("vevent", []) if one.uid.value.startswith(kind)]


def test_the_subscription_keeps_events_for_exactly_thirty_days(client):
    for title, over in (("Kept", 30 * DAY), ("Gone", 30 * DAY + timedelta(seconds=1))):
        make.AlertPageFactory(title=title, starts_at=NOON - over - DAY, ends_at=NOON - over)
        make.meeting(what=make.phrase(title), starts_at=NOON - over)
    calendar = read(client, "/en/calendar.ics")
    assert [event.summary.value for event in events(calendar)] == ["Ended: Kept"]
    assert [event.summary.value for event in events(calendar, "meeting")] == ["Kept"]


def test_the_subscription_has_all_alerts_and_meetings_in_their_order(client):
    for title, starts_in in (("Third", 5 * DAY), ("First", -DAY), ("Second", DAY)):
        make.AlertPageFactory(title=title, starts_at=NOON + starts_in, ends_at=NOON + 9 * DAY)
        make.meeting(what=make.phrase(title), starts_at=NOON + starts_in)
    calendar = read(client, "/en/calendar.ics")
    for kind in ("alert", "meeting"):
        assert [event.summary.value for event in events(calendar, kind)] == [
            "First",
            "Second",
            "Third",
        ]


def test_an_alert_without_a_start_is_in_no_calendar(client):
    alert = make.AlertPageFactory(slug="call", meeting=make.meeting())
    AlertPage.objects.filter(pk=alert.pk).update(starts_at=None)
    assert events(read(client, "/en/calendar.ics")) == []
    own = read(client, "/en/alerts/call/action.ics")
    assert events(own) == []
    assert len(events(own, "meeting")) == 1


def test_the_calendar_says_where_it_comes_from_and_when_to_ask_again(client):
    calendar = read(client, "/so/calendar.ics").contents
    names = ("prodid", "x-published-ttl", "refresh-interval", "source", "url", "name")
    values = {name: calendar[name][0].value for name in (*names, "x-wr-calname")}
    assert values["prodid"] == "-//No More Deportations//Calendar//EN"
    assert values["x-published-ttl"] == values["refresh-interval"] == "PT6H"
    assert values["source"] == "http://testserver/so/calendar.ics"
    assert values["url"] == "http://testserver/so/"
    assert values["name"] == values["x-wr-calname"]
    assert calendar["name"][0].params["LANGUAGE"] == ["so"]
    assert calendar["refresh-interval"][0].params["VALUE"] == ["DURATION"]
    assert calendar["source"][0].params["VALUE"] == ["URI"]


def test_a_calendar_is_only_read_and_always_asked_for_again(client):
    make.AlertPageFactory(slug="call")
    for address in ("/en/calendar.ics", "/en/alerts/call/action.ics"):
        answer = client.get(address)
        assert answer["Cache-Control"] == "public, no-cache"
        assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
        assert client.post(address).status_code == 405


def test_call_days_do_not_block_other_appointments_and_a_meeting_does(client):
    make.AlertPageFactory(meeting=make.meeting())
    calendar = read(client, "/en/calendar.ics")
    (days,), (meeting,) = events(calendar), events(calendar, "meeting")
    assert days.transp.value == "TRANSPARENT"
    assert "transp" not in meeting.contents


@pytest.mark.parametrize(
    ("outcome", "decided_in", "status"),
    [
        ("won", -HOUR, "CANCELLED"),
        ("won", timedelta(0), "CONFIRMED"),
        ("lost", HOUR, "CONFIRMED"),
        ("postponed", HOUR, "CANCELLED"),
        ("", None, "CONFIRMED"),
    ],
)
def test_only_a_decision_before_the_end_cancels_the_days(client, outcome, decided_in, status):
    ends_at = NOON - DAY
    make.AlertPageFactory(
        slug="call",
        starts_at=NOON - 3 * DAY,
        ends_at=ends_at,
        outcome=outcome,
        decided_at=ends_at + decided_in if outcome else None,
    )
    (event,) = events(read(client, "/en/alerts/call/action.ics"))
    assert event.status.value == status
    assert event.summary.value.startswith("Ended: ")


@pytest.mark.parametrize(("ends_in", "status"), [(1, "CANCELLED"), (0, "CONFIRMED")])
def test_a_decision_that_takes_effect_after_the_end_cancels_days_that_are_left(
    client, ends_in, status
):
    make.AlertPageFactory(
        slug="call",
        starts_at=NOON - DAY,
        ends_at=NOON + timedelta(seconds=ends_in),
        outcome="won",
        decided_at=NOON + DAY,
    )
    (event,) = events(read(client, "/en/alerts/call/action.ics"))
    assert event.status.value == status


def test_an_alert_without_a_number_asks_nobody_to_call_one(client):
    make.AlertPageFactory(slug="call", ask="Write to him.")
    (event,) = events(read(client, "/en/alerts/call/action.ics"))
    first, second, *_rest = event.description.value.split("\n")
    assert first == "Write to him."
    assert second == "Until Wednesday, June 4, 2031, 12:00 p.m., Central Time."
    assert event.sequence.value == "0"
    assert event.dtstamp.value.year == 2011


@pytest.mark.parametrize("address", ["/en/calendar.ics", "/en/alerts/call/action.ics"])
def test_the_second_of_two_offices_makes_a_newer_version_too(client, address):
    alert, offices = make.AlertPageFactory(slug="call"), [make.office(), make.office("Second")]
    make.call(alert, *offices)
    Office.objects.filter(pk=offices[0].pk).update(updated_at=NOON)
    for corrected_at in (NOON + HOUR, NOON - HOUR):
        Office.objects.filter(pk=offices[1].pk).update(updated_at=corrected_at)
        (event,) = events(read(client, address))
        assert event.last_modified.value == max(NOON, corrected_at)


def test_a_publication_after_a_correction_is_the_newer_version(client, time_machine):
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, make.office())
    time_machine.move_to(NOON + HOUR, tick=False)
    alert.save_revision().publish()
    (event,) = events(read(client, "/en/alerts/call/action.ics"))
    assert event.last_modified.value == NOON + HOUR


def test_a_meeting_has_its_own_end_or_the_usual_length_and_its_place_in_english(client):
    make.meeting(starts_at=NOON, ends_at=NOON + 3 * HOUR)
    make.meeting(starts_at=NOON + DAY)
    own, usual = events(read(client, "/so/calendar.ics"), "meeting")
    assert own.dtend.value - own.dtstart.value == 3 * HOUR
    assert usual.dtend.value - usual.dtstart.value == Meeting.USUAL_LENGTH
    for event in (own, usual):
        assert event.location.value == "Walker Church, 31st St and 16th Ave, Minneapolis"
        assert event.location.params["LANGUAGE"] == ["en"]
        assert event.status.value == "CONFIRMED"
        assert event.url.value == "http://testserver/so/"


def test_the_meeting_of_an_alert_leads_to_the_alert_in_the_readers_language(client):
    what = make.phrase("Campaign meeting", so="Kulanka ololaha")
    make.AlertPageFactory(slug="call", meeting=make.meeting(what=what, is_cancelled=True))
    (meeting,) = events(read(client, "/so/alerts/call/action.ics"), "meeting")
    assert meeting.url.value == "http://testserver/so/alerts/call/"
    assert meeting.summary.value == "Waa la baajiyay: Kulanka ololaha"
    assert meeting.summary.params["LANGUAGE"] == ["so"]
    assert meeting.location.params["LANGUAGE"] == ["en"]
    assert meeting.status.value == "CANCELLED"
