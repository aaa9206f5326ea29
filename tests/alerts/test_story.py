"""Tests for stories: timelines of alerts that follow each other."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import gettext, override

from alerts.calls.models import CallTotals
from alerts.models import AlertPage
from tests import factories as make
from tests.support import translating
from tests.support.markup import find, parse, text_of
from tests.support.queries import query_count

pytestmark = pytest.mark.django_db

NOW = datetime(2031, 6, 3, 12, 0, tzinfo=ZoneInfo("America/Chicago"))
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def story(client):
    def read(slug, language="en"):
        root = parse(client.get(f"/{language}/alerts/{slug}/"))
        parts = find(root, "details", class_="story")
        return [text_of(item) for part in parts for item in find(part, "li")]

    return read


def alert(slug, days_ago, follows=None, **fields):
    start = NOW - days_ago * DAY
    return make.AlertPageFactory(
        slug=slug, title=f"Title of {slug}", starts_at=start, ends_at=start + DAY,
        follows=follows, **fields,
    )  # fmt: skip


@pytest.fixture
def three():
    """Create three alerts of one story: one postponed, one won, one active."""
    first = alert(
        "first", 20, answered_on=date(2031, 5, 18), office_answer="<p>They will think.</p>",
        outcome="postponed", decided_at=NOW - 14 * DAY, outcome_text="<p>Not yet.</p>",
    )  # fmt: skip
    second = alert("second", 9, first, outcome="won", decided_at=NOW - 8 * DAY)
    return first, second, alert("third", 0, second)


def test_each_alert_shows_the_whole_story_with_the_dates(three, story):
    entries = [
        "May 14, 2031 Title of first",
        "May 18, 2031 What the office answered They will think.",
        "Postponed. Decided on May 20, 2031. Not yet.",
        "May 25, 2031 Title of second",
        "Won. Decided on May 26, 2031.",
        "June 3, 2031 Title of third",
    ]
    for slug in ("second", "third"):
        here = [line.replace(f"Title of {slug}", "This alert") for line in entries]
        assert story(slug) == here
    assert story("first")[0] == "May 14, 2031 This alert"
    assert story("first")[3:] == entries[3:]


def test_the_story_tells_what_readers_did_and_marks_this_alert(three, client, story):
    CallTotals.objects.create(alert=three[0], shown={"calls": 1234, "support": 6})
    CallTotals.objects.create(alert=three[1], shown={"calls": None, "support": None})
    did = "1,234 calls were made for it. 6 people supported it."
    assert story("third")[0] == f"May 14, 2031 Title of first {did}"
    assert story("third")[3] == "May 25, 2031 Title of second"
    (part,) = find(parse(client.get("/en/alerts/first/")), "details", class_="story")
    marked = [text_of(item) for item in find(part, "li", aria_current="true")]
    assert marked == [f"May 14, 2031 This alert {did}"]


def test_each_part_of_the_story_is_in_the_readers_language_where_it_is_translated(
    three, client, story, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(three[0], "so")
    entries = story("third", "so")
    assert "[so] Title of first" in entries[0]
    assert "[so] They will think." in entries[1]
    assert entries[2].startswith("Dib ayaa loo dhigay. Go'aanka waxaa la gaaray Maayo 20, 2031.")
    assert entries[2].endswith("[so] Not yet.")
    assert entries[3].endswith("Title of second")
    root = parse(client.get("/so/alerts/third/"))
    (part,) = find(root, "details", class_="story")
    in_english = [text_of(title) for title in find(part, "h4", lang="en")]
    assert in_english == ["Title of second"]


def test_texts_of_another_alert_that_only_a_machine_translated_say_so(
    three, story, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(three[0], "so", kind="machine")
    with override("so"):
        draft = gettext("Translated by a machine. No fluent speaker has checked it yet.")
    assert [draft in entry for entry in story("third", "so")] == [False, True, True] + 3 * [False]
    assert not any(draft in entry for entry in story("first", "so"))  # it is at the top


def test_a_page_that_readers_may_not_see_is_not_part_of_the_story(three, story):
    _first, second, third = three
    AlertPage.objects.get(pk=second.pk).unpublish()
    alert("fourth", -5, third, live=False)
    assert story("third") == [
        "May 14, 2031 Title of first",
        "May 18, 2031 What the office answered They will think.",
        "Postponed. Decided on May 20, 2031. Not yet.",
        "June 3, 2031 This alert",
    ]


def test_a_single_alert_has_no_story_and_costs_no_query_for_it(client, story):
    one = alert("alone", 0)
    assert story("alone") == []
    assert AlertPage.objects.get(pk=one.pk).story is None


def test_a_story_costs_one_query_however_long_it_is(client):
    before, counts = alert("alone", 0), []
    for number in range(12):
        before = alert(f"number-{number}", 40 - number, before)
        if number in (0, 1, 11):
            counts.append(query_count(client, f"/so/alerts/number-{number}/"))
    alert("lonely", 0)
    assert counts == [query_count(client, "/so/alerts/lonely/") + 1] * 3


def test_two_stories_become_one_and_two_again(story):
    first, second = alert("first", 9), alert("second", 8)
    third, _fourth = alert("third", 7, first), alert("fourth", 6, second)
    assert len(story("first")) == len(story("second")) == 2
    second.follows = third
    second.save_revision().publish()
    assert [line.rsplit(" ", 1)[1] for line in story("first")] == [
        "alert", "second", "third", "fourth",
    ]  # fmt: skip
    second = AlertPage.objects.get(pk=second.pk)
    second.follows = None
    second.save_revision().publish()
    assert len(story("first")) == len(story("fourth")) == 2
    assert len(set(AlertPage.objects.values_list("story", flat=True))) == 2


def test_an_alert_that_no_other_follows_any_longer_has_no_story():
    second = alert("second", 8, alert("first", 9))
    assert None not in AlertPage.objects.values_list("story", flat=True)
    second.follows = None
    second.save()
    assert set(AlertPage.objects.values_list("story", flat=True)) == {None}


@pytest.mark.parametrize("which", [0, 1, 2], ids=["itself", "the next", "the one after"])
def test_no_alert_follows_itself_directly_or_through_others(three, admin_of, which):
    first = three[0]
    form = translating.alert_form(slug="first", follows=three[which].pk)
    response = translating.edit(admin_of("Editors"), first, form, publish=True)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["follows"]
    assert AlertPage.objects.get(pk=first.pk).follows is None


def test_alerts_in_a_circle_are_one_story_of_the_oldest(three):
    first, second, third = three
    # As if two editors had published at the same moment.
    AlertPage.objects.filter(pk=first.pk).update(follows=third)
    second.save(clean=False)
    assert set(AlertPage.objects.values_list("story", flat=True)) == {first.pk}


def test_an_answer_needs_its_day(admin_of):
    form = translating.alert_form(office_answer="<p>They will think.</p>")
    response = translating.add_alert(admin_of("Editors"), form, publish=True)
    assert list(response.context["form"].errors) == ["answered_on"]


def test_a_long_story_is_folded_and_a_short_one_is_open(client, three):
    def fold(slug):
        (part,) = find(parse(client.get(f"/en/alerts/{slug}/")), "details", class_="story")
        return "open" in part.attrib

    assert not fold("third")
    alert("fourth", 1)
    alert("fifth", 0, follows=AlertPage.objects.get(slug="fourth"))
    assert fold("fifth")
