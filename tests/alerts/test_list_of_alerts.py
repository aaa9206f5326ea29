"""Tests for the list of alerts in the page explorer."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from alerts.models import AlertPage
from tests import factories as make
from tests.support.markup import find, parse, text_of
from tests.support.queries import query_count

pytestmark = pytest.mark.django_db

NOW = datetime(2011, 6, 3, 12, 0, tzinfo=ZoneInfo("America/Chicago"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def listing(admin_of, time_machine):
    time_machine.move_to(NOW, tick=False)
    editor = admin_of("Editors")

    def get(page=None, query=""):
        page = page or make.the(make.AlertIndexPageFactory)
        return editor, reverse("wagtailadmin_explore", args=[page.pk]) + query

    return get


@pytest.fixture
def translate(django_capture_on_commit_callbacks):
    def publish(alert):
        with django_capture_on_commit_callbacks(execute=True):
            return make.translate(alert, "so")

    return publish


def rows(listing, *args):
    client, address = listing(*args)
    (table,) = find(parse(client.get(address)), "table", class_="listing")
    return [text_of(row) for row in find(find(table, "tbody")[0], "tr")]


def alert(title, starts_in, lasts=DAY, **fields):
    times = {"starts_at": NOW + starts_in, "ends_at": NOW + starts_in + lasts}
    return make.AlertPageFactory(title=title, **times | fields)


def test_the_list_shows_the_state_and_the_end_of_each_alert(listing):
    alert("Running", -HOUR)
    alert("Later", 2 * DAY)
    alert("Over", -3 * DAY)
    alert("Decided", -DAY, 9 * DAY, outcome="won", decided_at=NOW - HOUR)
    found = rows(listing)
    for title, state, end in [
        ("Running", "Act now", "Saturday, June 4, 11:00 a.m. Central Time, in 23 hours"),
        ("Later", "Coming up", "Monday, June 6, 12:00 p.m."),
        ("Over", "Ended", "Wednesday, June 1, 12:00 p.m. Central Time, 2 days ago"),
        ("Decided", "Won", "Friday, June 3, 11:00 a.m. Central Time, 60 minutes ago"),
    ]:
        (row,) = [one for one in found if title in one]
        assert state in row, row
        assert end in row, row


@pytest.mark.parametrize(
    ("lasts", "end"),
    [
        (9 * DAY, "Takes effect Saturday, June 4, 12:00 p.m. Central Time, in 24 hours"),
        (2 * DAY, "Takes effect Saturday, June 4, 12:00 p.m. Central Time, in 24 hours"),
        (DAY + HOUR, "Takes effect Saturday, June 4, 12:00 p.m. Central Time, in 24 hours"),
        (HOUR, "Thursday, June 2, 1:00 p.m. Central Time, 23 hours ago"),
    ],
)
def test_an_alert_that_was_decided_says_when_the_decision_takes_effect(listing, lasts, end):
    alert("Signed", -DAY, lasts, outcome="lost", decided_at=NOW + DAY)
    (row,) = rows(listing)
    assert "Lost" in row
    assert end in row


def test_the_state_and_the_end_stand_beside_the_title_in_place_of_the_type(listing):
    alert("Running", -HOUR)
    client, address = listing()
    heads = [text_of(head) for head in find(parse(client.get(address)), "th")]
    names = ("State", "Ends", "Updated", "Type", "Status")
    assert [head for head in heads if head in names] == ["State", "Ends", "Updated", "Status"]


def test_a_draft_without_times_is_listed(listing):
    draft = alert("A draft", HOUR)
    draft.unpublish()
    AlertPage.objects.filter(pk=draft.pk).update(starts_at=None, ends_at=None)
    (row,) = [one for one in rows(listing) if "A draft" in one]
    assert "Coming up" in row


def test_a_translation_has_the_state_of_its_english_page(listing, translate):
    translation = translate(alert("Running", -HOUR))
    (row,) = rows(listing, translation.get_parent())
    assert "Act now" in row
    assert "in 23 hours" in row


def test_the_list_can_be_sorted_by_the_end(listing):
    alert("Second", -HOUR, 2 * DAY)
    alert("First", -HOUR, DAY)
    alert("Third", -HOUR, 3 * DAY)
    for order, expected in [("ends_at", [0, 1, 2]), ("-ends_at", [2, 1, 0])]:
        found = rows(listing, None, f"?ordering={order}")
        titles = [next(t for t in ("First", "Second", "Third") if t in row) for row in found]
        assert titles == [["First", "Second", "Third"][place] for place in expected]


def test_state_and_end_cost_as_many_queries_for_six_translations_as_for_two(listing, translate):
    extra = []
    for number in range(6):
        page = translate(alert(f"Alert {number}", -HOUR))
        other = translate(make.ExplainerPageFactory(title=f"Explainer {number}"))
        if number in (1, 5):
            counts = [query_count(*listing(one.get_parent())) for one in (page, other)]
            # Wagtail makes a query per row for explainers, too.
            extra.append(counts[0] - counts[1])
    assert extra[0] == extra[1]
