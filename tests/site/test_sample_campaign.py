"""Tests for the made-up campaign of the sample content, in each of its states."""

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import Page

from alerts.content import sample as sample_content
from alerts.content.sample.campaign import SATURDAY, Days
from alerts.content.texts import catalog
from alerts.models import AlertPage, ExplainerPage, OfficePhone
from alerts.sharing.formats import flyer_content, pictures
from alerts.sharing.formats.flyers import for_print, languages_beside_english
from home import lookup
from home.media.models import CustomImage
from home.translation.models import ReviewRequest
from home.translation.status import BlockStatus
from tests import factories as make

pytestmark = pytest.mark.django_db

SLUG = "vote-no-on-jail-beds"
RUNNING = f"alerts/{SLUG}/"
COMING = "alerts/no-agents-in-our-schools/"
STORY = ("alerts/hear-the-people-first/", "alerts/let-people-read-the-contract/", RUNNING)
BEDS = "background/why-a-county-rents-jail-beds/"
CALL = "background/what-happens-when-you-call/"
MARK = "Sample page. Please do not call."
ADDRESSES = ["", "alerts/", "background/", "about/", "privacy/", RUNNING, COMING, BEDS, CALL]
FORMS = [
    f"{RUNNING}comment/",
    f"{RUNNING}report/",
    f"{RUNNING}repost/",
    f"{RUNNING}flyer/",
    f"{RUNNING}card/",
]
LANGUAGES = pytest.mark.parametrize("language", make.LANGUAGES)


@pytest.fixture(scope="module")
def campaign(django_db_setup, django_db_blocker):
    # Once for all tests of this module.
    with django_db_blocker.unblock(), transaction.atomic():
        yield sample_content.create()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def site(campaign, db):
    """Let each test begin with the whole sample content."""


def read(client, language, path, status=200):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def in_language(key, language):
    entry = catalog("es" if language == "en" else language)[key]
    return entry.msgid if language == "en" else entry.msgstr


def say(text, language):
    with override(language):
        return gettext(text)


@LANGUAGES
def test_the_home_page_begins_with_the_running_alert_and_the_one_of_next_week(client, language):
    page = read(client, language, "")
    titles = [heading.get_text(strip=True) for heading in page.select(".card h3")]
    assert titles[:2] == [in_language(f"{key}.title", language) for key in ("vote", "school")]


@LANGUAGES
def test_the_story_has_three_alerts_with_an_answer_two_outcomes_and_counts(client, language):
    for path in STORY:
        story = read(client, language, path).select_one(".story")
        text = story.get_text()
        assert len(story.select("li")) == 6
        for key in ("hearing.outcome.1", "wait.answer.1", "wait.outcome.1"):
            is_own = path == STORY[1] and key == "wait.outcome.1"
            is_own |= path == STORY[0] and key == "hearing.outcome.1"
            assert is_own or in_language(key, language) in text, (path, key)
        assert "75" in text


@LANGUAGES
def test_the_running_alert_has_a_card_a_recording_a_picture_and_comments(client, language):
    page = read(client, language, RUNNING)
    assert page.select_one('a[href="tel:+1-651-555-0142"]')
    assert in_language("vote.ask", language) in page.main.get_text()
    picture = page.select_one(".picture img")
    assert picture["alt"] == in_language("vote.picture", language)
    assert client.get(picture["src"]).status_code == 200
    sound = client.get(page.audio["src"])
    assert sound["Content-Type"] == "audio/mpeg"
    assert len(b"".join(sound.streaming_content)) > 10_000
    comments = page.select_one("#comments") or page
    assert comments.get_text().count(say("Answer from the campaign", language)) == (
        language in ("en", "es")
    )


def test_comments_are_published_with_replies_and_wait_in_each_language(campaign):
    for language in make.LANGUAGES:
        comments = campaign.post_comments.filter(language=language)
        assert comments.filter(status="published", reply_to__isnull=False, is_shown=True).exists()
        assert comments.filter(status="pending").exists()


def test_all_numbers_but_those_of_2011_are_nobodys():
    numbers = OfficePhone.objects.exclude(office__name="Mark Dayton")
    assert numbers.count() == 3
    for phone in numbers:
        assert re.search(r"555-01\d\d$", str(phone.number))


def test_counts_are_above_the_threshold(campaign):
    for alert in AlertPage.objects.exclude(stored_totals=None):
        shown = alert.stored_totals.shown
        assert shown["calls"] >= 5
        assert shown["support"] >= 5
        assert all(number for _day, number in shown["days"])


def test_one_translation_is_outdated(client):
    families = ExplainerPage.objects.filter(slug="why-a-county-rents-jail-beds")
    outdated = [page.language for page in families if page.translation_status.outdated]
    assert outdated == ["es"]
    page = read(client, "es", BEDS).main.get_text()
    assert in_language("explainer_beds.2.1", "es") in page
    for language in ("en", "so", "hmn"):
        page = read(client, language, BEDS).main.get_text()
        assert in_language("explainer_beds.changed.1", language) in page


def test_one_translation_is_half_done(client):
    families = ExplainerPage.objects.filter(slug="what-happens-when-you-call", live=True)
    half = [
        page.language
        for page in families
        if page.translation_status.with_status(BlockStatus.UNTRANSLATED)
    ]
    assert half == ["hmn"]
    page = read(client, "hmn", CALL)
    assert in_language("explainer_call.1.1", "hmn") in page.main.get_text()
    english = " ".join(part.get_text() for part in page.main.select('[lang="en"]'))
    assert in_language("explainer_call.3.1", "en") in english


def test_one_translation_waits_for_review(client):
    request = ReviewRequest.objects.get(closed_at=None)
    page = request.translation.get_target_instance()
    assert (page.slug, page.language, page.live) == ("what-happens-when-you-call", "so", False)
    notice = say("This page is not in your language yet. You see the English text.", "so")
    assert notice in read(client, "so", CALL).main.get_text()


def test_every_other_translation_is_complete_and_says_that_it_is_a_machine_draft(client):
    for page in Page.objects.filter(depth__gt=3, live=True).specific():
        if page.is_source or page.slug in (BEDS.split("/")[1], CALL.split("/")[1]):
            continue
        assert page.translation_status.is_up_to_date, (page.language, page.slug)
        assert page.provenance == "machine"
        draft = say("Translated by a machine. No fluent speaker has checked it yet.", page.language)
        address = page.get_absolute_url().lstrip("/").split("/", 1)[1]
        assert draft in read(client, page.language, address).main.get_text()


@LANGUAGES
def test_every_page_is_marked_as_a_sample(client, language):
    for path in [*ADDRESSES, *FORMS]:
        assert say(MARK, language) in read(client, language, path).get_text(), path
    assert say(MARK, language) in read(client, language, "nowhere/", 404).get_text()


@LANGUAGES
def test_whatever_leaves_the_site_is_marked_as_a_sample(client, language):
    mark = say(MARK, language)
    text, html, _frame = read(client, language, f"{RUNNING}repost/").main.select("textarea")
    assert text.get_text().strip().startswith(mark)
    assert mark in BeautifulSoup(html.get_text(), "html.parser").get_text()
    assert mark in read(client, language, RUNNING).select_one(".share textarea").get_text()
    sheet = read(client, language, f"{RUNNING}flyer/").select_one(".sheet")
    assert [one.get_text() for one in sheet.select(".sheet-sample")] == [
        say(MARK, code) for code in languages_beside_english(language)
    ]
    entries = client.get(f"/{language}/feed.json").json()["items"]
    (entry,) = [one for one in entries if one["url"].endswith(f"/{SLUG}/")]
    assert mark in entry["content_html"]
    calendar = client.get(f"/{language}/{RUNNING}action.ics").content.decode()
    assert mark in calendar.replace("\r\n ", "").replace("\\,", ",")


@LANGUAGES
def test_the_flyer_to_print_and_the_share_picture_are_marked_as_a_sample(language):
    with override(language):
        (alert,) = lookup.in_language(AlertPage.objects.sources().filter(slug=SLUG))
        assert pictures.parts(alert)["sample"] == say(MARK, language)
        assert say(MARK, language) in pictures.alt_text(pictures.parts(alert))
    sheet = for_print(flyer_content.sheet(alert.source, [language]))
    assert sheet["columns"][0]["sample"] == say(MARK, language)


def test_an_alert_of_the_campaign_itself_leaves_the_site_without_the_mark(client):
    make.call(make.AlertPageFactory(slug="real"), make.office())
    for path in ("alerts/real/repost/", "alerts/real/action.ics", "alerts/real/flyer/"):
        assert MARK not in client.get(f"/en/{path}").content.decode(), path
    entries = client.get("/en/feed.json").json()["items"]
    (real,) = [one["content_html"] for one in entries if one["url"].endswith("/real/")]
    assert MARK not in real


def test_posts_of_the_campaign_itself_are_not_marked(client):
    make.AlertPageFactory(slug="real")
    for path in ("alerts/real/", "alerts/real/comment/", "alerts/real/flyer/", "alerts/real/card/"):
        assert MARK not in read(client, "en", path).get_text(), path
    assert MARK in read(client, "en", "alerts/").get_text()


def test_a_second_run_changes_nothing():
    before = list(Page.objects.order_by("pk").values())
    pictures = CustomImage.objects.count()
    assert sample_content.create() is None
    assert list(Page.objects.order_by("pk").values()) == before
    assert CustomImage.objects.count() == pictures


@pytest.mark.parametrize("day", range(7))
def test_dates_fit_any_day_of_the_week(day):
    moment = timezone.now().replace(hour=18) + timedelta(days=day)
    with time_machine.travel(moment, tick=False):
        days = Days()
        deadline = timezone.localtime(days.at(days.office_day(5), 17))
        assert deadline.weekday() < SATURDAY
        assert timedelta(days=4) < deadline - timezone.now() < timedelta(days=8)
        monday = timezone.localtime(days.at(days.until(0), 8))
        assert monday.weekday() == 0
        assert timedelta(0) < monday - timezone.now() < timedelta(days=8)
