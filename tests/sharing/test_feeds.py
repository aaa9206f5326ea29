"""Tests for the feeds in each language."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import atoma
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories as make
from tests.support.every_page import ended_alert, restrict

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
ALERT = "{http://testserver/ns/alert}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(client, language="en"):
    response = client.get(f"/{language}/feed.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "Access-Control-Allow-Origin" not in response
    return atoma.parse_atom_bytes(response.content), ElementTree.fromstring(response.content)  # noqa: S314  made by this site


def items(client, language="en"):
    response = client.get(f"/{language}/feed.json")
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["language"] == language
    return feed["items"]


def test_atom_has_alerts_and_explainers_with_state_deadline_and_number(client):
    alert = make.AlertPageFactory(slug="call", title="Call < now")
    make.call(alert, make.office(numbers=["+16512013400"]))
    make.ExplainerPageFactory(slug="why", title="Why")
    feed, root = atom(client)
    assert root.get(LANG) == "en"
    assert {entry.title.value for entry in feed.entries} == {"Call < now", "Why"}
    entry = next(one for one in root.iter(f"{ATOM}entry") if one.find(f"{ALERT}state") is not None)
    assert entry.findtext(f"{ALERT}state") == "active"
    deadline = timezone.localtime(alert.ends_at)
    assert entry.findtext(f"{ALERT}deadline") == deadline.isoformat(timespec="seconds")
    assert entry.findtext(f"{ALERT}number") == "+16512013400"
    content = entry.findtext(f"{ATOM}content").replace("\xa0", " ")
    assert f"{deadline:%A, %B} {deadline.day}, {deadline.year}" in content
    assert "(651) 201-3400" in content
    assert "Published: " in content


def test_the_number_in_the_feed_is_the_first_on_the_page(client):
    alert = make.AlertPageFactory(slug="call")
    office = make.office(numbers=["+18006573717", "+16512013400"])
    make.call(alert, office)
    assert "Call (651) 201-3400." in client.get("/en/feed.atom").content.decode().replace(
        "\xa0", " "
    )


def test_an_entry_is_in_the_readers_language_or_marked_as_english(
    client, django_capture_on_commit_callbacks
):
    translated = make.AlertPageFactory(slug="call", title="Call")
    make.ExplainerPageFactory(slug="why", title="Why")
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(translated, "so", kind="machine")
    _feed, root = atom(client, "so")
    languages = {e.findtext(f"{ATOM}title"): e.get(LANG) for e in root.iter(f"{ATOM}entry")}
    assert languages == {"[so] Call": "so", "Why": "en"}
    by_title = {item["title"]: item for item in items(client, "so")}
    assert by_title["[so] Call"]["language"] == "so"
    assert by_title["[so] Call"]["_alert"]["provenance"] == "machine"
    assert "mashiin" in by_title["[so] Call"]["content_html"]
    assert by_title["Why"]["language"] == "en"
    assert by_title["Why"]["url"] == "http://testserver/so/background/why/"
    assert by_title["Why"]["content_html"].startswith('<p lang="so">Boggani')


def test_an_alert_that_is_over_says_so_first_and_asks_for_nothing(client):
    over = ended_alert(slug="over", title="Call", ask="Call the governor.")
    make.call(over, make.office())
    (item,) = items(client)
    assert item["title"] == "Ended: Call"
    assert item["content_html"].startswith('<p lang="en">Ended: ')
    assert item["_alert"]["state"] == "ended"
    for asked in ("Call the governor.", "201-3400", "6512013400"):
        assert asked not in json.dumps(item)


def test_an_alert_ends_in_the_feed_at_the_second_of_its_deadline(client, time_machine):
    time_machine.move_to("2031-06-03T12:00:00+00:00")
    alert = make.AlertPageFactory(title="Call", ends_at=timezone.now() + timedelta(hours=1))
    time_machine.move_to("2031-06-03T12:59:59+00:00", tick=False)
    (item,) = items(client)
    before = item["date_modified"]
    assert item["title"] == "Call"
    time_machine.move_to("2031-06-03T13:00:00+00:00", tick=False)
    (item,) = items(client)
    assert item["title"] == "Ended: Call"
    assert (
        item["date_modified"]
        == timezone.localtime(alert.ends_at).isoformat(timespec="seconds")
        > before
    )


def test_an_entry_is_newer_once_an_office_is_corrected(client, time_machine):
    time_machine.move_to("2031-06-03T12:00:00+00:00")
    alert, office = make.AlertPageFactory(), make.office()
    make.call(alert, office)
    (before,) = items(client)
    time_machine.move_to("2031-06-03T13:00:00+00:00", tick=False)
    office.save()
    (after,) = items(client)
    assert after["date_modified"] == "2031-06-03T08:00:00-05:00" > before["date_modified"]


def test_a_restricted_page_is_in_no_feed(client):
    restrict(make.AlertPageFactory())
    make.ExplainerPageFactory(live=False)
    assert items(client) == []
    assert atom(client)[0].entries == []


@pytest.mark.parametrize("name", ["feed.atom", "feed.json"])
def test_a_feed_costs_as_many_queries_with_2_as_with_20(client, name):
    counts = []
    for size in (2, 18):
        for _ in range(size):
            make.call(make.AlertPageFactory(), make.office())
            make.ExplainerPageFactory()
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/so/{name}")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_pages_name_the_feeds_of_their_language(client):
    page = client.get("/hmn/").content.decode()
    assert 'href="/hmn/feed.json"' in page
    assert page.count('href="/hmn/feed.atom"') == 2
