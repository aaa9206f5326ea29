"""Tests for the “I support this alert” button and its counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.calls import plausibility, totals
from alerts.calls.models import SupportCount
from home.addresses import page_address
from tests import factories as make
from tests.support import every_page
from tests.support.everything import everything_stored
from tests.support.reader_form import form_fields
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

PHONE = "192.0.2.77"


@pytest.fixture
def alert(db):
    return make.AlertPageFactory(slug="call")


def address(alert, language="en"):
    return page_address(alert, language) + "stand/"


def form_token(client, alert, language="en"):
    page = parse(client.get(page_address(alert, language)))
    assert page.select_one("#stand a.button")["href"] == address(alert, language)
    form = parse(client.get(address(alert, language))).select_one("form.stand-form")
    assert form["action"] == address(alert, language)
    return form.select_one("input[name=form_token]")["value"]


def support(client, alert, language="en", **more):
    data = {"form_token": form_token(client, alert, language)}
    return client.post(address(alert, language), data, **more)


def give(alert, number, **more):
    day = timezone.localdate()
    SupportCount.objects.create(alert=alert, day=day, language="en", number=number, **more)
    totals.rewrite(alert.pk)


def counted():
    return [(row.language, row.number, row.held) for row in SupportCount.objects.order_by("pk")]


def test_one_press_on_the_alert_is_counted_by_language_and_nothing_else_is_stored(client, alert):
    answer = support(client, alert, "hmn", REMOTE_ADDR=PHONE)
    assert (answer.status_code, answer["Location"]) == (303, address(alert, "hmn") + "thanks/")
    assert client.get(answer["Location"]).status_code == 200
    assert counted() == [("hmn", 1, 0)]
    assert SupportCount.objects.get().day == timezone.localdate()
    assert not client.cookies
    assert PHONE not in everything_stored()


def test_a_double_click_counts_once_and_another_reader_of_the_same_page_counts_too(client, alert):
    data = {"form_token": form_token(client, alert)}
    for _click in range(2):
        assert client.post(address(alert), data, REMOTE_ADDR=PHONE).status_code == 303
    client.post(address(alert), data, REMOTE_ADDR="192.0.2.78")
    assert counted() == [("en", 2, 0)]


def test_a_cached_page_of_several_readers_counts_again_after_a_minute(client, alert, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    data = {"form_token": form_token(client, alert)}
    client.post(address(alert), data)
    time_machine.shift(61)
    client.post(address(alert), data)
    assert counted() == [("en", 2, 0)]


@pytest.mark.parametrize(
    ("number", "said"), [(4, None), (5, "5 people support"), (1234, "1,234 people support")]
)
def test_the_alert_its_card_and_the_home_page_show_counts_of_five_or_more(
    client, alert, number, said
):
    give(alert, number)
    for page in (page_address(alert), "/en/", "/en/alerts/"):
        words = text_of(parse(client.get(page)).main)
        assert (said in words) if said else ("people support" not in words), page


@pytest.mark.usefixtures("noon")
def test_too_many_presses_from_one_address_are_held_and_thanked_for(
    client, alert, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setitem(plausibility.MOST_A_DAY, plausibility.SUPPORT, 2)
    alert.starts_at, alert.ends_at = timezone.now(), timezone.now() + timedelta(days=1)
    alert.save()
    for _press in range(4):
        with django_capture_on_commit_callbacks(execute=True):
            answer = support(client, alert, REMOTE_ADDR=PHONE)
        assert answer.status_code == 303
    assert counted() == [("en", 2, 2)]


def test_an_ended_alert_shows_its_count_and_counts_no_more(client, alert):
    data = {"form_token": form_token(client, alert)}
    give(alert, 7)
    every_page.end(alert)
    section = parse(client.get(page_address(alert))).find(id="stand")
    assert "7 people support this" in text_of(section)
    assert not section.form
    assert client.post(address(alert), data).status_code == 403
    assert client.get(address(alert)).status_code == 403
    assert counted() == [("en", 7, 0)]


@pytest.mark.hostile
def test_a_press_from_another_site_is_refused_with_a_new_button(client, alert):
    good = form_token(client, alert)
    office = make.office()
    make.call(alert, office)
    report = form_fields(client.get(page_address(alert) + "report/"))["form_token"]
    for bad in ("", "forged", good[:-1], report, "\x00"):
        answer = client.post(address(alert), {"form_token": bad})
        assert answer.status_code == 422
        assert form_fields(answer)["form_token"] != bad
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(address(alert), {"form_token": good}, headers=elsewhere).status_code == 403
    assert client.post("/en/alerts/gone/stand/", {"form_token": good}).status_code == 404
    assert client.post("/en/alerts/stand/", {"form_token": good}).status_code == 404
    assert client.put(address(alert)).status_code == 405
    assert counted() == []


def test_a_story_has_separators_for_thousands(client, alert):
    give(alert, 1234)
    later = make.AlertPageFactory(follows=alert)
    story = parse(client.get(page_address(later))).select_one(".story")
    assert "1,234 people supported it." in " ".join(story.text.split())
