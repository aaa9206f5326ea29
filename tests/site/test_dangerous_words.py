"""Tests for wording that could put readers at risk, such as legal terms, dates and notices."""

import csv
import re
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext, override, pgettext
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation

from alerts.content.texts import catalog
from alerts.models import AlertPage
from home.translation import lookup, merge, review, sync
from home.translation.models import GlossaryTerm, GlossaryTranslation
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support import soup, words
from tests.support.markup import find, parse, text_of

pytestmark = pytest.mark.django_db

# Languages and their patterns of forbidden words, each with the meaning that could mislead
# readers.
FORBIDDEN = {
    "es": {
        r"\bantecedentes?\b": "a criminal record",
        r"\borden(es)? judicial(es)?\b(?! \(firmada)": "one that a judge has signed",
    },
    "so": {
        r"\bamar maxkamadeed\b": "any order of a court",
    },
}
OUTCOMES = {
    "en": "{}. Decided on May 26, 2031.",
    "es": "{}. Se decidió el 26 de mayo de 2031.",
    "so": "{}. Go'aanka waxaa la gaaray Maayo 26, 2031.",
    "hmn": "{}. Txiav txim thaum lub Tsib Hlis Ntuj tim 26, 2031 (May 26).",
}
LANGUAGES = pytest.mark.parametrize("language", OUTCOMES)
TRANSLATED = pytest.mark.parametrize("language", make.LANGUAGES[1:])
DRAFT = "Translated by a machine. No fluent speaker has checked it yet."
HELD = (
    "Some parts have only a machine translation that nobody has checked. We show them in English."
)
PARTLY = "Parts of this page are not translated yet. You see them in English."
ELSEWHERE = "This page is not in your language yet. You see the English text."


def say(text, language):
    with override(language):
        return gettext(text)


def forbidden_in(text, language):
    return [
        why
        for word, why in FORBIDDEN.get(language, {}).items()
        if re.search(word, text, re.IGNORECASE)
    ]


# Wording


@TRANSLATED
def test_no_text_that_is_shipped_has_a_word_that_endangers(language):
    with words.GLOSSARY.open(newline="", encoding="utf-8") as file:
        shipped = [row[language] for row in csv.DictReader(file)]
    for entry in words.catalog_of(language):
        shipped += words.forms_of(entry)
    shipped += [entry.msgstr for entry in catalog(language).values()]
    translations = apps.get_model("translation.PhraseTranslation").objects
    shipped += translations.filter(language=language).values_list("text", flat=True)
    shipped += GlossaryTranslation.objects.filter(language=language).values_list("text", flat=True)
    assert len(shipped) > 500
    assert [(text, why) for text in shipped for why in forbidden_in(text, language)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Alertas y Antecedentes"),
        ("es", "No abra sin una orden judicial."),
        ("so", "Amar maxkamadeed"),
    ],
)
def test_a_word_that_endangers_is_found(language, text):
    assert forbidden_in(text, language)


@pytest.mark.thorough
@TRANSLATED
def test_no_page_of_the_sample_has_a_word_that_endangers(client, sample, language):
    pages = Page.objects.filter(locale__language_code=language, depth__gt=1).specific()
    assert len(pages) > 5
    for page in pages:
        shown = text_of(parse(client.get(page.get_absolute_url())))
        assert forbidden_in(shown, language) == []


@TRANSLATED
def test_the_glossary_says_whose_warrant_it_is(language):
    terms = GlossaryTerm.objects.filter(term__in=("warrant", "judicial warrant", "ICE warrant"))
    texts = {term.term: term.translations.get(language=language).text for term in terms}
    assert len(set(texts.values())) == 3
    assert "ICE" in texts["ICE warrant"]
    assert "ICE" not in texts["judicial warrant"]
    assert "judicial warrant" in GlossaryTerm.objects.get(term="warrant").note


# Outcomes


@pytest.fixture
def decided(time_machine):
    time_machine.move_to("2031-06-03T12:00:01+00:00")
    now = timezone.now()
    first = make.AlertPageFactory(
        slug="call",
        title="Call",
        starts_at=now - timedelta(days=9),
        ends_at=now + timedelta(days=2),
        outcome="postponed",
        decided_at=now - timedelta(days=8),
    )
    make.AlertPageFactory(slug="next", follows=first)
    return first


@pytest.mark.parametrize("outcome", ["won", "lost", "postponed"])
@LANGUAGES
def test_the_day_of_a_decision_stands_in_a_sentence_on_every_surface(
    client, decided, language, outcome
):
    AlertPage.objects.filter(pk=decided.pk).update(outcome=outcome)
    with override(language):
        label = pgettext("outcome of an alert", outcome.capitalize())
    sentence = OUTCOMES[language].format(label)
    for name in (
        "alerts/call/",
        "alerts/",
        "",
        "alerts/next/",
        "alerts/call/flyer/",
        "alerts/call/card/",
    ):
        if name == "":
            AlertPage.objects.filter(slug="next").update(live=False)
        shown = text_of(parse(client.get(f"/{language}/{name}")))
        AlertPage.objects.filter(slug="next").update(live=True)
        # Text that is not an alert's own, such as labels on the card, is still in the reader's
        # language.
        assert sentence in shown, name
    # These parts are in the language of the headline.
    sentence = OUTCOMES["en"].format(outcome.capitalize())
    for name in ("feed.atom", "feed.json", "calendar.ics", "alerts/call/action.ics"):
        shown = client.get(f"/{language}/{name}").content.decode().replace("\r\n ", "")
        assert sentence in shown.replace("\\,", ","), name


@LANGUAGES
def test_shared_text_of_a_decided_alert_has_the_date_of_the_decision(
    client, decided, language, django_capture_on_commit_callbacks
):
    if language != "en":
        with django_capture_on_commit_callbacks(execute=True):
            make.translate(decided, language)
    with override(language):
        sentence = OUTCOMES[language].format(pgettext("outcome of an alert", "Postponed"))
    page = parse(client.get(f"/{language}/alerts/call/"))
    (alt,) = [meta.get("content") for meta in find(page, "meta", property="og:image:alt")]
    assert sentence in alt
    repost = parse(client.get(f"/{language}/alerts/call/repost/"))
    for name in ("text-copy", "html-copy"):
        (copy,) = find(repost, "textarea", id=name)
        assert sentence in unescape(strip_tags(copy.text))
    item = next(
        item
        for item in client.get(f"/{language}/feed.json").json()["items"]
        if item["_alert"].get("outcome")
    )
    assert item["_alert"]["outcome_in_words"] == sentence
    assert "deadline_in_words" not in item["_alert"]


def test_an_alert_that_only_ended_names_no_decision(client, time_machine):
    now = timezone.now()
    make.AlertPageFactory(
        slug="call", starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=2)
    )
    assert "Decided on" not in client.get("/en/alerts/call/").content.decode()


# Provenance notices


def machine_made(language, *, by_people=(), **fields):
    """Create a live alert, and return its live machine translation."""
    page = make.AlertPageFactory(slug="call", title="English title", ask="English ask", **fields)
    page.save_revision().publish()
    page = AlertPage.objects.get(pk=page.pk)
    translation = sync.start_translation(page, Locale.objects.get(language_code=language))
    for item in translatable_strings(translation):
        # Strings in `by_people` count as translated by a person.
        save_translation(
            item, f"[{language}] {item.english}", by_machine=item.english not in by_people
        )
    # The translation is published while the alert is over. Then the alert is active again.
    alert = AlertPage.objects.filter(pk=page.pk)
    for dates in ({"starts_at": None, "ends_at": page.starts_at}, times_of(page)):
        alert.update(**dates)
        target = AlertPage.objects.get(pk=translation.get_target_instance().pk)
        merge.publish_merged(target, translation, make.user(), as_of=timezone.now())
    return AlertPage.objects.get(pk=target.pk)


def times_of(page):
    return {"starts_at": page.starts_at, "ends_at": page.ends_at}


def notice(client, language):
    return soup.text_of(soup.full_notice(soup.page_at(client, "alerts/call/", language)))


def plain(html):
    return soup.text_of(BeautifulSoup(f"<body>{html}", "html5lib"))


def atom_in_words(client, language):
    feed = ElementTree.fromstring(client.get(f"/{language}/feed.atom").content)  # noqa: S314  our own
    return " ".join(plain(text) for text in feed.itertext())


@TRANSLATED
def test_held_back_text_is_not_called_untranslated(client, language):
    machine_made(language, talking_points=[("point", "English point")])
    said = notice(client, language)
    assert say(HELD, language) in said
    assert say(PARTLY, language) not in said
    assert say(DRAFT, language) in said  # shows that the page is a draft


def test_untranslated_and_held_back_text_have_different_notices(client):
    page = machine_made("so", talking_points=[("point", "English point")])
    StringTranslation.objects.filter(data__contains="point").delete()
    translation = lookup.translation_of(page)
    merge.publish_merged(page, translation, make.user(), as_of=timezone.now())
    said = notice(client, "so")
    assert say(HELD, "so") in said
    assert say(PARTLY, "so") in said


def test_a_page_with_all_its_text_held_back_is_not_called_a_machine_draft(client):
    machine_made("so")
    said = notice(client, "so")
    assert say(HELD, "so") in said
    assert say(DRAFT, "so") not in said


def test_a_part_that_a_person_translates_is_no_longer_held_back(client):
    page = machine_made("so")
    translation = lookup.translation_of(page)
    for item in translatable_strings(translation):
        save_translation(item, f"Qof: {item.english}", user=make.user())
    review.publish(page, make.user())
    assert say(HELD, "so") not in notice(client, "so")
    assert "Qof: English title" in client.get("/so/alerts/call/").content.decode()


@TRANSLATED
def test_a_feed_calls_no_untouched_english_a_machine_draft(client, language):
    machine_made(language, talking_points=[("point", "English point")])
    (item,) = client.get(f"/{language}/feed.json").json()["items"]
    assert item["title"] == "English title"
    assert item["_alert"]["provenance"] == "original"
    for text in (plain(item["content_html"]), atom_in_words(client, language)):
        assert say(HELD, language) in text
        assert say(DRAFT, language) not in text
        assert DRAFT not in text


@TRANSLATED
def test_a_draft_in_a_feed_is_called_so_in_the_readers_language(client, language):
    machine_made(language, by_people=("English title",))
    (item,) = client.get(f"/{language}/feed.json").json()["items"]
    assert item["title"] == f"[{language}] English title"
    paragraphs = BeautifulSoup(item["content_html"], "html5lib").select(f'p[lang="{language}"]')
    assert any(soup.text_of(one).startswith(say(DRAFT, language)) for one in paragraphs)


@pytest.mark.parametrize("name", ["repost/", "card/", "flyer/", "action.ics", ""])
def test_shared_text_does_not_call_untouched_english_a_machine_draft(client, name):
    machine_made("so", action_type=make.ask_for(), about="SF958")
    shown = client.get(f"/so/alerts/call/{name}").content.decode()
    assert say(DRAFT, "so") not in shown
    assert DRAFT not in shown


def test_an_english_page_shown_to_others_is_called_no_machine_draft(client):
    make.AlertPageFactory(slug="call")
    for name in ("repost/", "card/", "flyer/", ""):
        assert say(DRAFT, "so") not in client.get(f"/so/alerts/call/{name}").content.decode()
    (item,) = client.get("/so/feed.json").json()["items"]
    assert say(ELSEWHERE, "so") in item["content_html"]


# Privacy page


KEPT = (
    *("your name if you give one", "the office and what came of the call", "private link"),
    *("email address, we keep it apart", "after 2 days", "by day, office, language and result"),
    *("which reasons they gave", "deleted after 30 days", "as evidence", "every day and deletes"),
    *("under a short code, for at most 2 days", "Backup copies that were made before"),
)


@pytest.mark.parametrize("kept", KEPT)
def test_the_privacy_page_names_all_that_the_forms_keep_in_every_language(kept):
    (key,) = [
        key
        for key, entry in catalog("es").items()
        if (key or "").startswith("privacy.body") and kept in entry.msgid
    ][:1]
    for language in make.LANGUAGES[1:]:
        assert catalog(language)[key].msgstr
