"""Tests for publication with some new strings in doubt."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alerts.models import AlertPage
from home.translation import review
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests.support import exchange
from tests.support.held_back import (
    GOOD_ASK,
    IN_DOUBT,
    NEW_ASK,
    NEW_SHARE,
    OLD,
    SOMALI_OLD,
    address,
    boxes,
    live_before_the_check,
    now,
    publish,
    publish_translation,
    reverse_ask,
    string_of,
    told,
    write,
)
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def translation():
    return publish_translation()


@pytest.fixture
def reversed_ask(translation):
    return reverse_ask(translation)


DOUBTFUL = pytest.mark.parametrize(
    "text",
    [NEW_SHARE, "Waan wacay. Now you and the others with your friends.", "Waan wacay 3 jeer."],
)


@DOUBTFUL
def test_a_corrected_ask_is_published_although_another_new_text_is_in_doubt(
    client, translator, reversed_ask, text
):
    write(reversed_ask, NEW_ASK, GOOD_ASK)
    write(reversed_ask, NEW_SHARE, text)
    answer = publish(translator, reversed_ask)
    assert "Published." in told(answer)
    assert f"1 string waits for you: “{NEW_SHARE}”" in told(answer)
    assert list(boxes(answer)) == [f"{string_of(reversed_ask, NEW_SHARE).key}-confirmed"]
    page = now(reversed_ask)
    assert page.ask == GOOD_ASK
    assert page.share_text == SOMALI_OLD[OLD["share_text"]]
    assert page.translation_status.outdated == {"share_text"}
    assert GOOD_ASK in client.get("/so/alerts/call/").content.decode()
    answer = publish(translator, reversed_ask, **boxes(answer))
    assert "wait" not in told(answer)
    assert now(reversed_ask).share_text == text
    assert now(reversed_ask).translation_status.is_up_to_date


def test_a_text_in_doubt_does_not_take_the_place_of_a_current_one(translator, translation):
    write(translation, OLD["ask"], OLD["ask"])
    write(translation, OLD["title"], "Socod")
    answer = publish(translator, translation)
    assert "1 string waits for you" in told(answer)
    page = now(translation)
    assert (page.ask, page.title) == (SOMALI_OLD[OLD["ask"]], "Socod")
    assert page.translation_status.is_up_to_date
    assert page.block_language("ask") == "so"


def test_a_text_that_waits_stays_unpublished_when_the_english_changes(translator, translation):
    write(translation, OLD["ask"], OLD["ask"])
    publish(translator, translation)
    for title in ("Walk for families", "Run for families"):
        english = AlertPage.objects.get(locale__language_code="en")
        english.title = title
        english.save_revision().publish()
        assert now(translation).ask == SOMALI_OLD[OLD["ask"]]
    assert list(boxes(translator.get(address(translation))))


def test_a_text_that_waits_stays_unpublished_when_the_english_gets_another_format(
    translator, translation
):
    write(translation, "Room 5 is open.", "Room 5 is open.")
    publish(translator, translation)
    english = AlertPage.objects.get(locale__language_code="en")
    english.body[0].value = type(english.body[0].value)(
        "<p>Room <b>5</b> is open.</p><p>Bring friends.</p>"
    )
    english.save_revision().publish()
    assert "Qolka 5" in str(now(translation).body)
    assert "Room" not in str(now(translation).body)


def test_the_same_old_text_for_new_english_stays_marked_until_it_is_confirmed(
    translator, translation
):
    english = AlertPage.objects.get(locale__language_code="en")
    english.ask = "Call the governor by June 5."
    english.save_revision().publish()
    write(translation, english.ask, SOMALI_OLD[OLD["ask"]])  # it still says June 4
    for _time in range(2):
        assert "1 string waits for you" in told(publish(translator, translation))
        assert now(translation).translation_status.outdated == {"ask"}
    publish(translator, translation, **boxes(translator.get(address(translation))))
    assert now(translation).translation_status.is_up_to_date


@pytest.mark.parametrize(("english", "text"), IN_DOUBT)
def test_a_doubt_about_a_public_text_stops_nothing_and_is_a_hint(
    translator, translation, english, text
):
    live_before_the_check(translation, english, text)
    shown = parse(translator.get(address(translation)))
    assert english in shown.select_one("main .help-info").text
    write(translation, OLD["ask"], "Barasaabka wac ka hor Juun 4.")
    write(translation, "Bring friends.", "Saaxiibo keen.")  # beside a public text in doubt
    answer = publish(translator, translation)
    assert "Published." in told(answer)
    assert "wait" not in told(answer)
    page = now(translation)
    assert page.ask == "Barasaabka wac ka hor Juun 4."
    assert "Saaxiibo keen." in str(page.body)
    assert page.translation_status.is_up_to_date
    source = AlertPage.objects.get(locale__language_code="en")
    source.search_description = "About it"
    source.save_revision().publish()
    assert text in str(now(translation).body) + now(translation).title + now(translation).share_text


def test_a_public_text_in_doubt_survives_a_block_that_is_inserted_again(translation):
    live_before_the_check(translation, "Room 5 is open.", "Qolka 6 waa furan yahay.")
    english = AlertPage.objects.get(locale__language_code="en")
    english.body = [("text", str(english.body[0].value.source))]
    english.save_revision().publish()
    assert "Qolka 6" in str(now(translation).body)


def test_an_approved_translation_of_a_withdrawn_page_holds_its_doubts_back(user, reversed_ask):
    english = AlertPage.objects.get(locale__language_code="en")
    english.unpublish()
    write(reversed_ask, NEW_ASK, GOOD_ASK)
    write(reversed_ask, NEW_SHARE, NEW_SHARE)
    assert review.publish(now(reversed_ask), user()) is False
    english.refresh_from_db()
    english.save_revision().publish()
    page = now(reversed_ask)
    assert page.live
    assert page.ask == GOOD_ASK
    assert page.share_text == SOMALI_OLD[OLD["share_text"]]


def test_the_dashboard_says_that_something_is_not_published(translator, translation):
    write(translation, OLD["ask"], OLD["ask"])
    publish(translator, translation)
    shown = parse(translator.get(reverse("translation_dashboard")))
    assert "Written, not published" in shown.select_one("main table").text
    write(translation, OLD["ask"], SOMALI_OLD[OLD["ask"]])
    publish(translator, translation)
    shown = parse(translator.get(reverse("translation_dashboard")))
    assert "Written, not published" not in shown.select_one("main table").text


def test_publication_costs_as_many_queries_with_one_text_in_doubt_as_with_many(user):
    counts = []
    for number in (1, 15):
        points = [("point", f"Point {letter}") for letter in "abcdefghijklmnop"[:number]]
        translation = exchange.begin(
            "so", slug=f"call-{number}", response="", title="March", talking_points=points
        )
        for string in translatable_strings(translation):
            save_translation(string, f"[so] {string.english}")
        review.publish(now(translation), user())
        for string in translatable_strings(translation):
            if string.english.startswith("Point"):
                save_translation(string, string.english)
        page, reviewer = now(translation), user()
        with CaptureQueriesContext(connection) as queries:
            review.publish(page, reviewer)
        counts.append(len(queries))
        assert len(now(translation).translation_status.held_back) == number
    assert counts[0] == counts[1]
