"""Tests for the meetings page."""

from datetime import timedelta

import pytest

from home.models import MeetingsPage
from tests import factories as make
from tests.support.markup import find, page_at, text_of
from tests.support.noon import DAY, HOUR, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def meetings_page():
    return make.MeetingsPageFactory(show_in_menus=True)


def read(client, language="en", query=""):
    return page_at(client, f"meetings/{query}", language)


def places(root, heading):
    """Return the first word of each meeting's place in the section with the heading `heading`."""
    section = find(root, "section", aria_labelledby=heading)[0]
    found = [one for tag in ("p", "span") for one in find(section, tag, translate="no")]
    return [text_of(one).split()[0] for one in found]


def test_coming_meetings_are_listed_soonest_first_and_past_ones_latest_first(client, meetings_page):
    for place, start in [("Later", 9 * DAY), ("Next", DAY), ("Old", -9 * DAY), ("Last", -DAY)]:
        make.meeting(place=place, starts_at=NOW + start)
    root = read(client)
    assert places(root, "coming") == ["Next", "Later"]
    assert places(root, "past") == ["Last", "Old"]


@pytest.mark.parametrize(
    ("start", "length", "heading"),
    [
        (-2 * HOUR + timedelta(seconds=1), None, "coming"),
        (-2 * HOUR, None, "past"),
        (-3 * HOUR, 3 * HOUR + timedelta(seconds=1), "coming"),
        (-3 * HOUR, 3 * HOUR, "past"),
    ],
)
def test_a_meeting_is_past_from_its_end_on(client, meetings_page, start, length, heading):
    make.meeting(place="Hall", starts_at=NOW + start, ends_at=length and NOW + start + length)
    assert places(read(client), heading) == ["Hall"]


def test_a_cancelled_meeting_is_marked_before_its_day_and_left_out_afterwards(
    client, meetings_page, stopped_clock
):
    make.meeting(place="Hall", starts_at=NOW + DAY, is_cancelled=True)
    section = find(read(client), "section", aria_labelledby="coming")[0]
    assert "This meeting is cancelled" in text_of(section)
    stopped_clock.move_to(NOW + 2 * DAY, tick=False)
    assert "Hall" not in text_of(read(client))


def test_without_meetings_the_page_says_so_and_has_no_list_of_past_ones(client, meetings_page):
    root = read(client)
    assert "No meeting is planned yet." in text_of(root)
    assert not find(root, "section", aria_labelledby="past")


def test_past_meetings_come_in_pages(client, meetings_page):
    for number in range(MeetingsPage.PER_PAGE + 1):
        make.meeting(place=f"Hall{number}", starts_at=NOW - (number + 1) * DAY)
    assert len(places(read(client), "past")) == MeetingsPage.PER_PAGE
    assert places(read(client, query="?page=2"), "past") == [f"Hall{MeetingsPage.PER_PAGE}"]
    for page in ("3", "0", "-1", "x", ""):
        assert client.get(f"/en/meetings/?page={page}").status_code == 404, page


def test_the_kind_of_a_meeting_is_in_the_readers_language(client, meetings_page):
    make.meeting(what=make.phrase("Campaign meeting", es="Reunión"), starts_at=NOW + DAY)
    assert "Reunión" in text_of(read(client, "es"))
    assert "Campaign meeting" in text_of(read(client, "so"))


def test_the_home_page_and_the_footer_link_to_the_meetings(client, meetings_page):
    root = page_at(client)
    section = find(root, "section", aria_labelledby="meeting")[0]
    assert find(section, "a", href="/en/meetings/")
    assert find(find(root, "footer")[0], "a", href="/en/meetings/")


def test_the_home_page_does_not_link_to_a_list_of_meetings_that_is_not_live(client, meetings_page):
    meetings_page.unpublish()
    assert not find(page_at(client), "a", href="/en/meetings/")
