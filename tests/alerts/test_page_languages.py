"""Tests for the language marks of texts on pages, and for the entries in an alert's story."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.models import AlertPage
from home.models import HomePage
from tests import factories as make
from tests.support import every_page
from tests.support.soup import language_of, page_at, words

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.mark.parametrize("translated", [False, True])
def test_every_text_of_an_alert_is_marked_with_its_language(client, full, translated):
    if translated:
        every_page.translate_with_markup(full, "so")
    language = "so" if translated else "en"
    page = page_at(client, "alerts/call/", "so")
    parts = [
        *("h1", "p.ask", "ol.points li", "#response ~ .text"),
        *(".body details > div", ".body figure blockquote", ".body figcaption"),
    ]
    for selector in parts:
        elements = page.main.select(selector)
        assert elements, selector
        assert {language_of(one) for one in elements} == {language}, selector
    assert language_of(page.title) == language
    assert {language_of(one) for one in page.select("p.say")} == {"en"}


@pytest.mark.parametrize("translated", [False, True])
def test_the_outcome_and_the_answer_are_marked_with_their_language(client, translated):
    first = every_page.ended_alert(
        slug="first",
        outcome="lost",
        decided_at=timezone.now() - 8 * DAY - timedelta(hours=1),
        outcome_text="<p>He signed it.</p>",
        answered_on=timezone.localdate() - 8 * DAY,
        office_answer="<p>They heard us.</p>",
    )
    make.AlertPageFactory(slug="second", follows=first)
    if translated:
        every_page.translate_with_markup(first, "so")
    language = "so" if translated else "en"
    outcome = page_at(client, "alerts/first/", "so").select_one(".outcome")
    assert language_of(outcome) == language
    ask = page_at(client, "alerts/first/", "so").select_one("#more ~ .columns h3 + p")
    assert language_of(ask) == language
    story = page_at(client, "alerts/second/", "so").select_one(".story")
    texts = story.select("div.text")
    assert [words(one).removeprefix("[so] ") for one in texts] == [
        "They heard us.",
        "He signed it.",
    ]
    assert [language_of(one) for one in texts] == [language] * 2


def test_the_story_marks_this_alert_and_gives_each_day_for_machines(client):
    first = every_page.ended_alert(slug="first", title="First")
    second = make.AlertPageFactory(slug="second", follows=first)
    items = page_at(client, "alerts/second/").select(".story li")
    assert [item.get("aria-current") for item in items] == [None, "true"]
    assert [item.time["datetime"] for item in items] == [
        timezone.localtime(one.starts_at).isoformat(timespec="seconds") for one in (first, second)
    ]
    assert items[0].a["href"] == "/en/alerts/first/"
    assert not items[1].a


def test_an_answer_without_its_text_or_its_day_is_no_part_of_the_story(client):
    first = every_page.ended_alert(answered_on=timezone.localdate())
    second = every_page.ended_alert(follows=first)
    AlertPage.objects.filter(pk=second.pk).update(office_answer="<p>They heard us.</p>")
    make.AlertPageFactory(slug="third", follows=second)
    story = page_at(client, "alerts/third/").select_one(".story")
    assert len(story.select("li")) == 3
    assert "They heard us." not in words(story)


def test_an_alert_that_ended_without_a_decision_tells_its_outcome_in_the_story(client):
    first = every_page.ended_alert(outcome_text="<p>Nothing came of it.</p>")
    make.AlertPageFactory(slug="second", follows=first)
    told = [words(item) for item in page_at(client, "alerts/second/").select(".story li")]
    assert told[1].endswith("Ended Nothing came of it.")
    assert str(timezone.localtime(first.ends_at).year) in told[1]


def test_an_english_title_in_a_link_to_an_explainer_is_marked(client):
    explainer = make.ExplainerPageFactory(slug="why", title="Why")
    make.AlertPageFactory(slug="call", body=[("explainer", explainer)])
    (link,) = page_at(client, "alerts/call/", "so").select(".body .read-more a")
    assert (link["href"], link["lang"]) == ("/so/background/why/", "en")


@pytest.mark.parametrize("language", ["en", "so"])
def test_names_of_offices_and_places_are_english_and_stay_untranslated(client, full, language):
    make.HomePage.objects.filter(pk=make.home().pk).update(calls_together=True)
    page = page_at(client, "alerts/call/", language)
    names = page.select(".office-name b")
    every_page.end(full)
    record = page_at(client, "alerts/call/", language).select(".office-name b")
    place = page.select_one(".meeting p[translate=no]")
    site = page.select_one(".site-name a")
    assert names
    assert record
    for element in (*names, *record, place, site):
        assert (element["lang"], element["translate"]) == ("en", "no")


def test_the_intro_the_summary_and_the_description_of_lists_are_marked_as_english(client):
    index = make.AlertIndexPageFactory(intro="English introduction.", search_description="Short.")
    background = make.ExplainerIndexPageFactory(intro="English introduction.")
    make.AlertPageFactory(title="Call")
    make.ExplainerPageFactory(slug="why", title="Why", summary="In short.")
    for path in (f"{index.slug}/", f"{background.slug}/"):
        page = page_at(client, path, "so")
        for element in (page.h1, page.select_one("p.intro"), page.select_one(".cards a")):
            assert language_of(element) == "en"
        assert [language_of(p) for p in page.select(".card > p:not(.state)")] == ["en"]
    description = page_at(client, "alerts/", "so").find("meta", attrs={"name": "description"})
    assert description["lang"] == "en"
    page = page_at(client, "background/why/", "so")
    assert [language_of(one) for one in (page.h1, page.select_one("p.intro"))] == ["en"] * 2


def test_the_home_page_marks_what_is_english_and_keeps_its_headings_in_the_readers_language(client):
    HomePage.objects.filter(pk=make.home("so").pk).update(about="")
    home = make.home()
    home.about, home.intro = "<p>About us.</p>", "What we want."
    home.save()
    HomePage.objects.exclude(pk=home.pk).update(live=False)
    page = page_at(client, "", "so")
    about = page.find(id="about").parent
    assert language_of(about.select_one(".text")) == "en"
    assert language_of(page.find(id="about")) == "so"
    assert language_of(page.select_one("p.intro")) == "en"
    assert language_of(page.h1) == "en"
