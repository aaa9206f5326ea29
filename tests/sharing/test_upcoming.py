"""Tests for upcoming alerts on everything that is shared, such as feeds, calendars and flyers."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from bs4 import BeautifulSoup
from django.urls import reverse

from alerts.models import AlertPage
from tests import factories as make
from tests.support.soup import page_at, page_of, words

pytestmark = pytest.mark.django_db

NOON = datetime(2031, 6, 3, 12, tzinfo=ZoneInfo("America/Chicago"))
DAY = timedelta(days=1)
TIMES = (
    "From Wednesday, June 4, 2031, 12:00 p.m., Central Time"
    " until Thursday, June 5, 2031, 12:00 p.m., Central Time."
)
BEGINS = "Begins Wednesday, June 4, 2031, 12:00 p.m., Central Time"


@pytest.fixture(autouse=True)
def alert(time_machine):
    time_machine.move_to(NOON, tick=False)
    alert = make.AlertPageFactory(
        slug="call",
        title="Call on Wednesday",
        ask="Call the governor.",
        starts_at=NOON + DAY,
        ends_at=NOON + 2 * DAY,
    )
    make.call(alert, make.office())
    return alert


def test_a_feed_says_when_it_begins_and_what_to_ask(client):
    (item,) = json.loads(client.get("/en/feed.json").content)["items"]
    paragraphs = [words(p) for p in BeautifulSoup(item["content_html"], "html5lib").select("p")]
    assert paragraphs[:3] == [
        f"Coming up. {TIMES}",
        "Call the governor.",
        "Call (651) 201-3400.",
    ]
    assert item["title"] == "Call on Wednesday"
    assert item["tags"] == ["alert", "upcoming"]
    assert item["_alert"] == {
        "provenance": "original",
        "state": "upcoming",
        "state_in_words": "Coming up",
        "starts_at": "2031-06-04T12:00:00-05:00",
        "deadline": "2031-06-05T12:00:00-05:00",
        "deadline_in_words": TIMES,
        "number": "+16512013400",
    }


@pytest.mark.parametrize("address", ["calendar.ics", "alerts/call/action.ics"])
def test_a_calendar_has_its_days(client, address):
    event = vobject.readOne(client.get(f"/en/{address}").content.decode()).vevent
    assert event.status.value == "CONFIRMED"
    assert event.summary.value == "Call on Wednesday"
    assert event.description.value == (
        f"Call the governor.\nCall (651) 201-3400.\n{TIMES}\nhttp://testserver/en/alerts/call/"
    )


def test_a_message_says_when_it_begins_and_the_page_offers_the_calendar(client):
    section = page_at(client, "alerts/call/").select_one("section.share")
    message = section.textarea.text
    assert message == (
        f"Call the governor. Call (651) 201-3400. {TIMES}\nhttp://testserver/en/alerts/call/"
    )
    assert len(section.select(".share-links a")) == 4
    (calendar, _repost) = section.select(".share-more a")
    assert (calendar["href"], words(calendar)) == (
        "/en/alerts/call/action.ics",
        "Add the call day to your calendar",
    )


def test_an_active_alert_offers_no_calendar_since_one_can_call_now(client, alert):
    alert.starts_at = NOON - DAY
    alert.save()
    links = page_at(client, "alerts/call/").select("section.share .share-more a")
    assert [link["href"] for link in links] == ["/en/alerts/call/repost/"]


def test_an_alert_to_come_without_a_deadline_offers_no_calendar(client, alert):
    AlertPage.objects.filter(pk=alert.pk).update(ends_at=None)
    links = page_at(client, "alerts/call/").select("section.share .share-more a")
    assert [link["href"] for link in links] == ["/en/alerts/call/repost/"]


def test_the_card_has_the_number_in_no_button_and_says_when_it_begins(client):
    card = page_at(client, "alerts/call/card/")
    assert words(card.select_one("p.state")) == f"Coming up {TIMES}"
    assert "Call the governor." in words(card)
    assert not card.select("a.call")
    assert words(card.select_one("p.more")) == "What to say, and more"


def test_the_copies_have_the_number_and_the_times(client):
    page = page_at(client, "alerts/call/repost/")
    for name in ("text", "html"):
        copy = page.select_one(f"#{name}-copy").text.replace("\xa0", " ")
        for part in (TIMES, "Call the governor.", "(651) 201-3400"):
            assert part in copy


def test_the_share_picture_says_when_it_begins(client):
    alt = page_at(client, "alerts/call/").find("meta", property="og:image:alt")["content"]
    assert alt == f"Call on Wednesday – (651) 201-3400 – {BEGINS}"


def test_the_flyer_has_the_beginning_and_the_end(client):
    sheet = page_at(client, "alerts/call/flyer/", "so").select_one("article.sheet")
    english = [words(p) for p in sheet.select("section[lang=en] .sheet-when")]
    assert english == [BEGINS, "Until Thursday, June 5, 2031, 12:00 p.m., Central Time"]
    assert len(sheet.select("section[lang=so] .sheet-when")) == 2


def test_the_flyer_of_an_active_alert_has_the_end_only(client, alert):
    alert.starts_at = NOON - DAY
    alert.save()
    sheet = page_at(client, "alerts/call/flyer/").select_one("article.sheet")
    assert [words(p)[:6] for p in sheet.select(".sheet-when")] == ["Until "]


def test_search_engines_get_its_days(client):
    page = page_at(client, "alerts/call/")
    graph = json.loads(page.find("script", type="application/ld+json").string)["@graph"]
    assert (graph[1]["startDate"], graph[1]["endDate"], graph[1]["eventStatus"]) == (
        "2031-06-04T12:00:00-05:00",
        "2031-06-05T12:00:00-05:00",
        "https://schema.org/EventScheduled",
    )


def test_the_share_kit_has_its_times(admin_of, alert):
    page = page_of(admin_of("Editors").get(reverse("share_kit", args=[alert.pk])))
    assert TIMES in page.select_one("#text-en").text
    assert not page.select(".help-warning")
