"""Tests for schema.org data about posts, and for messages to friends that lack some parts."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from alerts.models import AlertPage
from home.translation import review
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import begin
from tests.support.soup import page_at

pytestmark = pytest.mark.django_db

NOON = datetime(2031, 6, 3, 12, tzinfo=ZoneInfo("America/Chicago"))
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def graph(client, path="alerts/call/", language="en"):
    page = page_at(client, path, language)
    data = json.loads(page.find("script", type="application/ld+json").string)
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


def message(client, language="en"):
    page = page_at(client, "alerts/call/", language)
    return page.find(id="share-text").text.partition("\n")[0]


def test_an_explainer_is_an_article_without_events(client):
    make.ExplainerPageFactory(slug="why", title="Why", first_published_at=NOON)
    (article,) = graph(client, "background/why/", "so")
    publisher = {
        "@type": "Organization",
        "@id": "http://testserver/#campaign",
        "name": "No More Deportations",
        "url": "http://testserver/",
        "logo": "http://testserver/static/icons/icon-180.png",
    }
    assert article == {
        "@type": "Article",
        "@id": "http://testserver/en/background/why/",
        "headline": "Why",
        "inLanguage": "en",
        "mainEntityOfPage": "http://testserver/en/background/why/",
        "image": "http://testserver/static/pictures/campaign.png",
        "author": publisher,
        "publisher": publisher,
        "datePublished": "2031-06-03T12:00:00-05:00",
    }


def test_letters_are_not_escaped(client):
    make.ExplainerPageFactory(slug="why", title="Por qué")
    script = page_at(client, "background/why/").find("script", type="application/ld+json")
    assert '"headline": "Por qué"' in script.string


def test_an_article_has_its_description_and_its_dates_if_they_are_known(client, time_machine):
    page = make.AlertPageFactory(slug="call", search_description="In short.")
    time_machine.move_to(NOON + DAY / 2, tick=False)
    page.save_revision().publish()
    article = graph(client)[0]
    assert article["description"] == "In short."
    assert article["dateModified"] == "2031-06-04T00:00:00-05:00"
    AlertPage.objects.update(first_published_at=None, search_description="")
    article = graph(client)[0]
    assert not {"datePublished", "description"} & set(article)


def test_an_alert_without_times_has_no_days_to_call(client):
    make.AlertPageFactory(slug="call", meeting=make.meeting())
    AlertPage.objects.update(starts_at=None)
    assert [one["@type"] for one in graph(client)] == ["Article", "Event"]
    AlertPage.objects.update(starts_at=NOON, ends_at=None)
    assert len(graph(client)) == 2


@pytest.mark.parametrize(
    ("outcome", "status"), [("postponed", "Postponed"), ("won", "Cancelled"), ("", "Scheduled")]
)
def test_the_days_to_call_are_an_online_event(client, outcome, status):
    make.AlertPageFactory(
        slug="call", title="Call", starts_at=NOON - DAY, ends_at=NOON + DAY,
        outcome=outcome, decided_at=NOON if outcome else None,
    )  # fmt: skip
    days = graph(client)[1]
    assert days["eventStatus"] == f"https://schema.org/Event{status}"
    assert days["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert (days["name"], days["inLanguage"]) == ("Call", "en")
    assert days["location"]["url"] == days["url"] == "http://testserver/en/alerts/call/"
    assert days["startDate"] == "2031-06-02T12:00:00-05:00"


def test_a_meeting_has_its_own_end_or_the_usual_length(client):
    meeting = make.meeting(what=make.phrase("Meeting", so="Kulan"), starts_at=NOON + DAY)
    make.AlertPageFactory(slug="call", meeting=meeting)
    shown = graph(client, language="es")[-1]
    assert (shown["name"], shown["inLanguage"]) == ("Meeting", "en")
    assert shown["eventStatus"] == "https://schema.org/EventScheduled"
    assert shown["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    usual = datetime.fromisoformat(shown["endDate"]) - datetime.fromisoformat(shown["startDate"])
    assert usual == meeting.USUAL_LENGTH
    assert shown["location"]["address"] == "31st St and 16th Ave, Minneapolis"
    meeting.ends_at = NOON + DAY + timedelta(hours=5)
    meeting.save()
    assert graph(client)[-1]["endDate"] == "2031-06-04T17:00:00-05:00"


# Messages


def test_a_message_without_a_number_and_a_deadline_is_the_ask(client):
    make.AlertPageFactory(slug="call", ask="Write to him.")
    AlertPage.objects.update(ends_at=None)
    assert message(client) == "Write to him."


@pytest.mark.parametrize("text", ["Call {number}.", "Call before {deadline}."])
def test_a_text_to_share_whose_value_is_missing_is_replaced_by_the_ask(client, text):
    make.AlertPageFactory(slug="call", ask="Write to him.", share_text=text)
    AlertPage.objects.update(ends_at=None)
    assert message(client) == "Write to him."


@pytest.mark.parametrize(
    ("about", "has_office"), [("", True), ("SF958", False)], ids=["no name", "no office"]
)
def test_a_sentence_whose_placeholder_has_no_value_is_not_in_the_message(client, about, has_office):
    alert = make.AlertPageFactory(
        slug="call", ask="Write to him.", about="SF958", action_type=make.ask_for("of our own")
    )
    AlertPage.objects.update(about=about)
    if has_office:
        make.call(alert, make.office())
    assert message(client).startswith("Write to him.")


def test_a_sentence_in_english_replaces_no_ask(client, django_capture_on_commit_callbacks):
    alert = make.AlertPageFactory(
        slug="call", ask="Write to him.", about="SF958", action_type=make.ask_for("of our own")
    )
    make.call(alert, make.office())
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    assert message(client, "so").startswith("[so] Write to him.")
    assert message(client, "es").startswith("Write to him.")


def test_the_message_of_a_decided_alert_tells_the_outcome_in_the_share_kit_too(client):
    alert = make.AlertPageFactory(slug="call", title="Call")
    alert.outcome, alert.decided_at = "won", timezone.now()
    alert.save()
    page = page_at(client, "alerts/call/repost/")
    assert "Won. Decided on June 3, 2031." in page.find(id="text-copy").text


# Changes of the English


@pytest.mark.parametrize(
    ("fields", "is_changed"),
    [
        ({"ask": "Do not call."}, True),
        ({"title": "Another title"}, True),
        ({"ask": "Do not call.", "urgent_fix": True}, True),
        ({"ends_at": NOON + 9 * DAY}, False),
        ({"comments_open": False}, False),
    ],
)
def test_a_translation_is_modified_when_the_english_makes_it_old(
    client, time_machine, fields, is_changed
):
    translation = begin(slug="call", starts_at=NOON - DAY, ends_at=NOON + DAY)
    for string in translatable_strings(translation):
        save_translation(string, f"[so] {string.english}")
    review.publish(translation.get_target_instance(), make.user())
    before = graph(client, language="so")[0]["dateModified"]
    time_machine.move_to(NOON + DAY / 2, tick=False)
    page = AlertPage.objects.get(slug="call", locale__language_code="en")
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    after = graph(client, language="so")[0]["dateModified"]
    assert before == "2031-06-03T12:00:00-05:00"
    assert after == ("2031-06-04T00:00:00-05:00" if is_changed else before)
