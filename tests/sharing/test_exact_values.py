"""Tests for exact values in calendars, feeds and generated files."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from alerts.sharing import deadlines, generated_files
from alerts.sharing.formats import flyer_content
from tests import factories as make
from tests.support.clock import Clock
from tests.support.soup import page_at, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert():
    return make.AlertPageFactory(slug="call", title="Call")


def test_the_calendar_has_the_rules_of_central_time_since_2007(client, alert):
    lines = client.get("/en/calendar.ics").text.splitlines()
    zone = lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE")]
    assert set(zone) == {
        "BEGIN:VTIMEZONE",
        "TZID:America/Chicago",
        "BEGIN:DAYLIGHT",
        "DTSTART:20070311T020000",
        "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3",
        "TZNAME:CDT",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20071104T020000",
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11",
        "TZNAME:CST",
        "END:STANDARD",
        "TZOFFSETFROM:-0600",
        "TZOFFSETTO:-0500",
        "TZOFFSETFROM:-0500",
        "TZOFFSETTO:-0600",
    }


def test_an_event_that_nobody_has_published_is_as_old_as_the_first_sequence(client, alert):
    text = client.get("/en/calendar.ics").text
    assert "SEQUENCE:0\r\n" in text
    assert "DTSTAMP:20110101T000000Z\r\n" in text


def test_times_in_a_feed_have_whole_seconds(client):
    moment = timezone.now().replace(microsecond=7)
    make.AlertPageFactory(first_published_at=moment)
    text = client.get("/en/feed.atom").text
    times = re.findall(r"<(?:published|updated)>([^<]*)<", text)
    assert len(times) == 3
    assert not [one for one in times if "." in one]


@pytest.mark.parametrize("path", ["feed.json", "alerts/call/"])
def test_data_for_programs_have_letters_rather_than_escapes(client, path):
    make.AlertPageFactory(slug="call", title="Señor")
    text = client.get(f"/en/{path}").text
    assert '"title": "Señor"' in text or '"headline": "Señor"' in text


@pytest.mark.usefixtures("empty_folder")
def test_a_request_waits_five_seconds_for_the_file_of_another(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(generated_files, "time", clock)
    cache.set("making:flyers/one.pdf", True)
    generated_files.find_or_make("flyers/one.pdf", lambda: b"content")
    assert clock.now == 5


@pytest.mark.usefixtures("empty_folder")
def test_a_request_that_was_interrupted_holds_up_others_for_thirty_seconds(time_machine):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)
    locked = []

    def make_file():
        for seconds in (29, 1):
            time_machine.shift(seconds)
            locked.append(cache.get("making:flyers/one.pdf") is not None)
        return b"content"

    generated_files.find_or_make("flyers/one.pdf", make_file)
    assert locked == [True, False]


def test_the_first_file_makes_its_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "not" / "yet"
    assert generated_files.keep("flyers/one.pdf", b"content").read_bytes() == b"content"


@pytest.mark.usefixtures("empty_folder")
def test_a_picture_that_is_not_made_is_queued_again_after_a_minute(client, alert, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    queued = []
    for seconds in (0, 59, 1):
        time_machine.shift(timedelta(seconds=seconds))
        client.get("/en/alerts/call/picture.png")
        queued.append(DBTaskResult.objects.count())
    assert queued == [1, 1, 2]


def test_a_date_within_a_sentence_begins_with_a_small_letter(alert):
    alert.outcome, alert.decided_at = "won", timezone.now()
    with override("hmn"):
        assert re.search(r" lub [\w ]+ tim \d", deadlines.outcome(alert))


def test_the_address_of_a_picture_ends_with_24_digits_of_its_hash(client, alert):
    picture = page_at(client, "alerts/call/").find("meta", property="og:image")["content"]
    assert re.search(r"picture\.png\?v=[0-9a-f]{24}$", picture)


def test_qr_codes_on_flyers_have_a_quiet_zone_of_four_modules(client, alert):
    code = page_at(client, "alerts/call/flyer/").select_one(".sheet-codes svg")
    printed = flyer_content.code_for_print("http://testserver/en/alerts/call/")
    assert code["viewbox" if code.has_attr("viewbox") else "viewBox"] == "0 0 37 37"
    assert code["class"] == ["qr"]
    assert not code.has_attr("width")
    assert 'd="M4 4.5h7' in str(code)
    assert printed.startswith('<svg xmlns="http://www.w3.org/2000/svg" width="37" height="37"')
    assert 'd="M4 4.5h7' in printed


def test_qr_codes_in_the_share_kit_are_four_times_as_large(admin_of, alert):
    page = page_of(admin_of().get(reverse("share_kit", args=[alert.pk])))
    code = page.select_one("p[role=img] svg")
    assert (code["width"], code["height"]) == ("148", "148")
    assert not code.has_attr("class")
    assert 'd="M4 4.5h7' in str(code)
