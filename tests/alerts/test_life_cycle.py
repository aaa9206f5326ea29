"""Tests for the life cycle of an alert, to the second, with and without a page cache."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from alerts.models import AlertPage, AlertSettings, State
from home.form_tokens import make_form_token
from tests import factories as make
from tests.support import every_page
from tests.support.markup import find, page_at, text_of
from tests.support.reader_form import form_address, typed

pytestmark = pytest.mark.django_db

CENTRAL = ZoneInfo("America/Chicago")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
AROUND = [-SECOND, timedelta(0), SECOND]
# The clock changes: 2:00 a.m. becomes 3:00 a.m., and 1:30 a.m. happens twice.
SPRING = datetime(2031, 3, 9, 12, 0, tzinfo=CENTRAL)
FALL = datetime(2031, 11, 2, 12, 0, tzinfo=CENTRAL)
SUMMER = datetime(2031, 6, 3, 17, 0, tzinfo=CENTRAL)
PLACES = ("", "alerts/", "alerts/call/")


def elapsed(moment, delta):
    # Arithmetic in UTC is right across a clock change.
    return (moment.astimezone(ZoneInfo("UTC")) + delta).astimezone(CENTRAL)


@pytest.fixture
def cached(settings):
    """Cache each page until its `holds_until`, when the page next changes by the clock."""
    settings.MIDDLEWARE = ["tests.support.page_cache.PageCacheMiddleware", *settings.MIDDLEWARE]


@pytest.fixture
def read(client):
    def get(path="alerts/call/", language="en"):
        return page_at(client, path, language)

    return get


def shown_state(root):
    (label,) = find(root, "span", class_="state-label")
    return text_of(label)


def call(**fields):
    alert = make.AlertPageFactory(slug="call", **fields)
    make.call(alert, make.office())
    return alert


def dials(root):
    return [a for a in find(root, "a") if a.get("href", "").startswith("tel:")]


SKIPPED, TWICE = (
    datetime(2031, 3, 9, 3, 0, tzinfo=CENTRAL),
    datetime(2031, 11, 2, 1, 30, tzinfo=CENTRAL),
)
crossed = [
    pytest.param("starts_at", boundary, marks=pytest.mark.thorough)
    for boundary in (SKIPPED - SECOND, SKIPPED, TWICE, TWICE.replace(fold=1))
]


@pytest.mark.parametrize(
    ("what", "boundary"),
    [
        *((what, SUMMER) for what in ("starts_at", "ends_at")),
        ("ends_at", elapsed(SKIPPED, -SECOND)),
        ("ends_at", SKIPPED),
        ("ends_at", TWICE),
        ("ends_at", TWICE.replace(fold=1)),
        *crossed,
    ],
)
def test_each_state_begins_to_the_second_also_from_a_cache(
    read, cached, time_machine, what, boundary
):
    times = {"starts_at": elapsed(boundary, -DAY), "ends_at": elapsed(boundary, DAY)}
    call(**times | {what: boundary})
    states = {
        "starts_at": ("Coming up", "Act now"),
        "ends_at": ("Act now", "Ended"),
    }[what]
    # Each page was cached shortly before, and is requested repeatedly.
    for before in (-50 * SECOND, -10 * SECOND, *AROUND, 10 * SECOND):
        time_machine.move_to(elapsed(boundary, before), tick=False)
        expected = states[before >= timedelta(0)]
        for path in PLACES:
            root = read(path)
            assert shown_state(root) == expected, (path, before)
            assert bool(dials(root)) == (expected == "Act now" and path != "alerts/")


def test_the_cache_of_these_tests_keeps_pages(
    client, cached, time_machine, django_assert_num_queries
):
    time_machine.move_to(SUMMER, tick=False)
    call(starts_at=SUMMER - DAY, ends_at=SUMMER + DAY)
    client.get("/en/alerts/call/")
    with django_assert_num_queries(0):
        client.get("/en/alerts/call/")


@pytest.mark.parametrize("noon", [SUMMER, SPRING, FALL], ids=["summer", "spring", "fall"])
def test_today_ends_at_midnight_central_also_from_a_cache(read, cached, time_machine, noon):
    midnight = datetime.combine(noon.date(), datetime.min.time(), CENTRAL)
    call(starts_at=midnight - 9 * DAY, ends_at=noon.replace(hour=17))
    for delta in AROUND:
        time_machine.move_to(elapsed(midnight, delta), tick=False)
        says = "Today until 5:00 p.m." if delta >= timedelta(0) else "Until "
        for path in PLACES:
            (state,) = find(read(path), "p", class_="state")
            assert text_of(state).startswith(f"Act now {says}"), (path, delta)


@pytest.mark.parametrize(
    ("left", "expected"),
    [(DAY, timedelta(hours=7)), (30 * SECOND, 30 * SECOND), (SECOND / 2, SECOND / 2)],
    ids=["midnight", "its end", "its end at once"],
)
def test_a_page_may_be_cached_until_its_next_change_by_the_clock(
    client, time_machine, left, expected
):
    time_machine.move_to(SUMMER, tick=False)
    call(starts_at=SUMMER - DAY, ends_at=SUMMER + left)
    for place in PLACES:
        assert client.get(f"/so/{place}").holds_until == SUMMER + expected


def test_the_next_meeting_goes_when_it_is_over_also_from_a_cache(read, cached, time_machine):
    make.meeting(place="First Church", starts_at=SUMMER - DAY, ends_at=SUMMER)
    make.meeting(place="Second Church", starts_at=SUMMER + DAY)
    for delta in (-20 * SECOND, *AROUND):
        time_machine.move_to(SUMMER + delta, tick=False)
        place = "Second Church" if delta >= timedelta(0) else "First Church"
        assert place in text_of(read(""))


def test_a_personal_response_is_not_cached(client, user):
    alert = call()
    for address, status in (
        ("/en/alerts/call/comment/", 200),
        ("/en/nothing/", 404),
        ("/en/alerts/call", 301),
    ):
        response = client.get(address)
        assert response.status_code == status
        assert "public" not in response.get("Cache-Control", ""), address
    every_page.restrict(alert)
    client.force_login(user("Editors"))
    response = client.get("/en/alerts/call/")
    assert response.status_code == 200
    assert "public" not in response.get("Cache-Control", "")
    preview = client.get(reverse("wagtailadmin_pages:view_draft", args=(alert.pk,)))
    assert preview.status_code == 200
    assert "private" in preview["Cache-Control"]
    assert "public" not in preview["Cache-Control"]


def test_a_decided_alert_shows_its_outcome_first_and_has_no_call_to_action(
    read, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to(SUMMER, tick=False)
    alert = call(
        starts_at=SUMMER - 3 * DAY,
        ends_at=SUMMER + DAY,
        outcome="won",
        decided_at=SUMMER - DAY,
        outcome_text="<p>He vetoed it.</p>",
    )
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    for language, label, words in (
        ("en", "Won", "He vetoed it."),
        ("so", "Waa la guulaystay", "[so] He vetoed it."),
        ("hmn", "Yeej lawm", "He vetoed it."),
    ):
        root = read(language=language)
        (lead,) = find(root, "header", class_="now")
        first, second = (text_of(part) for part in list(lead)[0:3:2])
        assert first.startswith(label)
        assert "2031" in first
        assert second == words
        assert not find(root, "p", class_="ask")
        assert not dials(root)
        (card,) = find(read("alerts/", language), "li", class_="card")
        assert text_of(card).startswith(label)
        assert "English ask" not in text_of(card)


def test_an_alert_that_ended_without_an_outcome_links_to_current_alerts(read, client):
    every_page.ended_alert(slug="call")
    (header,) = find(read(language="so"), "header", class_="now")
    link, _english = find(header, "a")
    assert link.get("href") == "/so/alerts/"
    assert client.get(link.get("href")).status_code == 200


def test_the_archive_is_sorted_by_the_actual_end_of_each_alert(read, time_machine):
    time_machine.move_to(SUMMER, tick=False)
    long_ago = SUMMER - 90 * DAY
    make.AlertPageFactory(
        title="Decided early", starts_at=long_ago, ends_at=SUMMER + DAY,
        outcome="lost", decided_at=SUMMER - 9 * DAY,
    )  # fmt: skip
    make.AlertPageFactory(title="Ran out", starts_at=long_ago, ends_at=SUMMER - DAY)
    titles = [text_of(title) for title in find(read("alerts/"), "h3")]
    assert titles == ["Ran out", "Decided early"]


def set_days(days):
    AlertSettings.objects.update_or_create(defaults={"comment_days": days})


@pytest.mark.parametrize(
    ("days", "kept"), [(..., 30), (2, 2), (0, 0)], ids=["as it is at first", "two", "at once"]
)
@pytest.mark.usefixtures("cached")
def test_comments_close_the_chosen_days_after_the_end_also_from_a_cache(
    read, client, time_machine, days, kept
):
    alert = call(starts_at=SUMMER - DAY, ends_at=SUMMER + DAY, outcome="won", decided_at=SUMMER)
    if days is not ...:
        set_days(days)
    for delta in (-20 * SECOND, *AROUND):
        time_machine.move_to(elapsed(SUMMER, kept * DAY + delta), tick=False)
        text = text_of(read())
        is_open = delta < timedelta(0)
        assert ("Leave a comment" in text) == is_open
        assert ("It no longer takes comments." in text) == (not is_open)
        response = client.get(form_address(alert))
        assert response.status_code == (200 if is_open else 403)
    assert "It no longer takes comments." in response.content.decode()
    sent = {"form_token": make_form_token("comment", alert.pk), "comment": "Too late."}
    answer = client.post(form_address(alert), sent)
    assert answer.status_code == 403
    assert typed(answer) == ["Too late."]
    assert not alert.post_comments.exists()


def test_comments_stay_open_if_the_days_are_empty(read, time_machine):
    call(starts_at=SUMMER - DAY, ends_at=SUMMER)
    set_days(None)
    time_machine.move_to(SUMMER + 4000 * DAY, tick=False)
    assert "Leave a comment" in text_of(read())


def test_an_editor_sets_the_days_in_the_settings_menu(admin_of):
    editor = admin_of("Editors")
    address = reverse(
        "wagtailsettings:edit", args=("alerts", "alertsettings", AlertSettings.load().pk)
    )
    assert editor.get(address).status_code == 200
    assert editor.post(address, {"comment_days": "7"}).status_code == 302
    assert AlertSettings.load().comment_days == 7


@pytest.mark.parametrize("days", [-1, 1, 3])
def test_an_outcome_ends_the_alert_at_once_whenever_it_takes_effect(client, days):
    decided_at = timezone.now() + timedelta(days=days)
    alert = make.AlertPageFactory(
        title="Call him", outcome="won", decided_at=decided_at, starts_at=decided_at - timedelta(9)
    )
    assert alert.state == State.ENDED
    assert alert in AlertPage.objects.ended()
    assert not AlertPage.objects.current().exists()
    page = client.get(alert.get_absolute_url()).content.decode()
    assert ("Takes effect on" in page) == (days > 0)
    assert ("Decided on" in page) == (days < 0)
    assert "call-button" not in page
    if days > 0:
        feed = client.get("/en/feed.json").json()["items"][0]
        assert feed["date_modified"] < decided_at.isoformat()
        assert "Entra en vigor el" in client.get(f"/es/alerts/{alert.slug}/").content.decode()
