"""Tests for the call card in every language."""

from datetime import date
from itertools import groupby

import polib
import pytest

from alerts.models import AlertPage, OfficeInterpreter
from home.translation.models import PhraseTranslation
from tests import factories as make
from tests.support import words
from tests.support.call_card import card_of, said, script_of
from tests.support.markup import find, parse, text_of, texts

pytestmark = pytest.mark.django_db

LANGUAGES = ["so", *(pytest.param(code, marks=pytest.mark.thorough) for code in ("es", "hmn"))]
ASKED = {
    "en": "Ask Mark Dayton to veto SF958.",
    "es": "Pida a Mark Dayton que vete SF958.",
    "so": "Ka codso Mark Dayton in SF958 diidmo qayaxan (veto) lagu diido.",
    "hmn": "Thov kom Mark Dayton siv cai tsis kam (veto) SF958.",
}
# Text that may be in English on a card in another language: names, times, and words in brackets
# that explain a translation.
MAY_BE_ENGLISH = {
    *("Mark Dayton", "SF958", "8:00 a.m.", "5:00 p.m.", "Monday", "Friday"),
    *("Tuesday", "June 3", "Central Time"),
    *("citizen", "immigration status", "local", "office", "toll-free", "veto", "ZIP code"),
}
# Hmong words that are written as one word, and a name.
HMONG = {"askiv", "lossis", "minnesota"}


@pytest.fixture
def reviewed(settings):
    def sign(*languages):
        settings.INTERFACE_REVIEWED_ON = dict.fromkeys(languages, date(2026, 11, 1))
        PhraseTranslation.objects.filter(language__in=languages).update(
            reviewed_on=date(2026, 11, 1)
        )

    return sign


UNCHECKED = (
    "A machine translated this card, and no fluent speaker has checked it yet. Above each translation"
    " is the English."
)
PARTLY_UNCHECKED = (
    "No fluent speaker has checked some of the translations on this card yet. Above each of them is"
    " the English."
)


def in_pairs(card):
    """Return a dict of the English sentences on a card to the meanings below them."""
    pairs = {}
    for meaning in find(card, "span", class_="meaning"):
        (parent,) = [one for one in card.iter() if meaning in list(one)]
        english = list(parent)[list(parent).index(meaning) - 1]
        assert english.get("lang") == "en"
        pairs[text_of(english)] = text_of(meaning)
    return pairs


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_unreviewed_sentence_is_english_with_its_meaning_below(
    veto_alert, read_call, language
):
    pairs = in_pairs(card_of(read_call(language)))
    assert pairs[ASKED["en"]] == ASKED[language]
    for sentence in ("Is it safe for me to call?", "You can hang up at any time."):
        assert pairs[sentence] == said(sentence, language)
    assert {"Governor of Minnesota", "toll-free"} <= set(pairs)


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "local"), ("es", "local número local"), ("hmn", "hauv zos (local)")],
)
def test_an_english_label_is_not_shown_above_a_meaning_that_holds_it(
    veto_alert, read_call, language, label
):
    assert label in map(text_of, find(card_of(read_call(language)), "span", class_="phone-label"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unreviewed_page_has_one_notice_below_the_first_numbers_and_no_second_copy(
    veto_alert, read_call, language
):
    root = read_call(language)
    card = card_of(root)
    (notice,) = find(card, "p", class_="notice")
    assert text_of(notice) == said(UNCHECKED, language)
    (office,) = find(card, "div", class_="office")
    assert list(office).index(notice) == 2  # below the name and the numbers
    assert not find(script_of(root), "p", class_="notice")
    assert text_of(card).count(ASKED[language]) == text_of(card).count(ASKED["en"]) == 1
    assert [one.get("class") for one in find(card, "details")] == ["safety"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_listener_hears_no_two_sentences_in_english_in_a_row(veto_alert, read_call, language):
    heard = [one.language for one in texts(card_of(read_call(language)), language) if one.translate]
    runs = [len(list(run)) for which, run in groupby(heard) if which == "en"]
    assert runs
    assert max(runs) <= 5  # parts of one sentence, with names and times


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reviewed_card_has_no_english_sentence(veto_alert, read_call, reviewed, language):
    reviewed(language)
    root = read_call(language)
    card = card_of(root)
    assert ASKED[language] in text_of(card)
    assert not find(card, "p", class_="notice")
    assert not find(card, "span", class_="meaning")
    inside = [text for text in texts(card, language) if text.language == "en"]
    assert {" ".join(text.text.split()) for text in inside} <= MAY_BE_ENGLISH | {veto_alert.ask}
    assert all(line.get("lang") == "en" for line in find(script_of(root), "p", class_="say"))


def test_an_unreviewed_phrase_is_in_english_first_on_a_reviewed_card(
    veto_alert, read_call, reviewed
):
    reviewed("so")
    PhraseTranslation.objects.filter(language="so", text__contains="Ka codso").update(
        reviewed_on=None
    )
    card = card_of(read_call("so"))
    assert in_pairs(card) == {ASKED["en"]: ASKED["so"]}
    assert "Guddoomiyaha" in text_of(find(card, "p", class_="office-name")[0])
    assert text_of(find(card, "p", class_="notice")[0]) == said(PARTLY_UNCHECKED, "so")


def test_a_reviewed_phrase_comes_without_english_on_an_unreviewed_card(veto_alert, read_call):
    PhraseTranslation.objects.filter(language="so", text__contains="Ka codso").update(
        reviewed_on=date(2026, 11, 1)
    )
    (why,) = find(card_of(read_call("so")), "p", class_="why")
    assert text_of(why) == ASKED["so"]


def test_an_old_phrase_does_not_stand_below_its_new_english(veto_alert, read_call):
    for phrase in (veto_alert.action_type.sentence, veto_alert.action_type.plea):
        phrase.text = phrase.text.replace("veto", "not veto")
        phrase.save()
    root = read_call("so")
    assert "Ask Mark Dayton to not veto SF958." in text_of(card_of(root))
    assert "Please not veto SF958." in text_of(script_of(root))
    assert "diid" not in text_of(card_of(root)) + text_of(script_of(root))


def test_an_unreviewed_request_alone_has_the_notice_too(veto_alert, read_call, reviewed):
    reviewed("so")
    PhraseTranslation.objects.filter(language="so", phrase=veto_alert.action_type.plea).update(
        reviewed_on=None
    )
    assert text_of(find(card_of(read_call("so")), "p", class_="notice")[0]) == said(
        PARTLY_UNCHECKED, "so"
    )


def test_the_meaning_of_a_line_to_say_comes_first_once_it_is_reviewed(
    veto_alert, read_call, reviewed
):
    def classes():
        return [
            [one.get("class") for one in item if one.get("class") != "pronunciation"]
            for item in find(script_of(read_call("so")), "li")
        ]

    assert set(map(tuple, classes())) == {("say", "meaning")}
    reviewed("so")
    assert set(map(tuple, classes())) == {("meaning", "say")}


def test_an_english_reader_sees_no_notice_no_meaning_and_no_interpreter(veto_alert, read_call):
    root = read_call("en")
    assert ASKED["en"] in text_of(card_of(root))
    assert not find(root, "p", class_="notice")
    assert not find(root, "span", class_="meaning")
    assert not find(root, "p", class_="meaning")
    assert "interpreter" not in text_of(find(root, "article")[0])


def test_an_interpreter_is_promised_only_if_the_office_said_so_for_that_language(
    veto_alert, read_call
):
    office = veto_alert.office_links.get().office
    OfficeInterpreter.objects.create(office=office, language="hmn", checked_on=date(2031, 5, 6))
    cards = [card_of(read_call(language)) for language in ("hmn", "so")]
    assert [len(find(card, "p", class_="badge")) for card in cards] == [1, 0]
    hmong, somali = map(text_of, cards)
    promise = "The office told us on May 6, 2031 that it can get you a Hmong interpreter."
    assert promise in hmong
    assert "tus txhais lus Hmoob" in hmong
    assert "can get you" not in somali
    assert "We do not know whether the office has an interpreter for you." in somali


@pytest.mark.parametrize("language", ["en", "so"])
def test_the_local_number_is_first_whatever_the_order_of_the_record(
    veto_alert, read_call, language
):
    root = read_call(language)
    buttons = [link.get("href") for link in find(root, "a", class_="call-button")]
    assert buttons == ["tel:+1-651-201-3400", "tel:+1-800-657-3717", "tel:+1-651-201-3400"]


def test_hiding_the_callers_number_is_explained_beside_local_numbers_only(veto_alert, read_call):
    local, toll_free = find(find(card_of(read_call()), "ul", class_="phones")[0], "li")
    assert "dial *67" in text_of(local)
    assert "*67" not in text_of(toll_free)
    assert "not on a toll-free number" in text_of(card_of(read_call()))


def test_the_office_hours_and_the_english_weekdays_in_hmong(veto_alert, read_call, reviewed):
    assert "Monday to Friday, 8:00 a.m. to 5:00 p.m., Central Time" in text_of(card_of(read_call()))
    reviewed("hmn")
    (hours,) = find(card_of(read_call("hmn")), "p", class_="hours")
    marked = [text_of(span) for span in find(hours, "span", lang="en")]
    assert marked == ["Monday", "Friday", "8:00 a.m.", "5:00 p.m.", "Central Time"]


def test_every_english_word_on_a_hmong_card_is_marked(
    veto_alert, client, read_call, reviewed, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(veto_alert, "hmn", lambda english: "Hu xov tooj")
    PhraseTranslation.objects.filter(text="Tus governor").update(text="Tus thawj coj")
    for _step in ("unreviewed", "reviewed"):
        root = read_call("hmn")
        cards = [card_of(root), script_of(root)]
        cards += find(parse(client.get("/hmn/alerts/")), "li", class_="card")
        cards += find(parse(client.get("/hmn/alerts/call/card/")), "main")
        for card in cards:
            said = [one.text for one in texts(card, "hmn") if one.language == "hmn"]
            entries = [polib.POEntry(msgstr=text) for text in said]
            assert entries
            assert words.not_rpa(entries, HMONG) == []
        reviewed("hmn")


@pytest.mark.hostile
@pytest.mark.parametrize("language", ["en", "so"])
@pytest.mark.parametrize(
    "about", ["<script>alert(1)</script>", '"><b id=x>', "{office} {what} {0}"]
)
def test_a_hostile_name_is_shown_as_it_is(veto_alert, read_call, reviewed, about, language):
    reviewed("so")
    AlertPage.objects.update(about=about)
    card = card_of(read_call(language))
    (why,) = find(card, "p", class_="why")
    names = [text_of(name) for name in find(why, "span", translate="no")]
    assert about in names
    assert not find(card, "script")
    assert not [one for one in card.iter() if one.get("id") == "x"]


def test_a_caller_asks_for_an_interpreter_and_then_says_the_editors_lines(
    veto_alert, read_call, django_capture_on_commit_callbacks
):
    veto_alert.script = [("line", "English line.")]
    veto_alert.voicemail = [("line", "English message.")]
    veto_alert.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(veto_alert, "hmn")
    script = script_of(read_call("hmn"))
    lines = [text_of(line) for line in find(script, "p", class_="say")]
    ask = "I speak Hmong. May I have an interpreter, please?"
    assert lines == [ask, "English line.", "English message."]
    assert "Kuv hais lus Hmoob." in text_of(find(script, "p", class_="meaning")[0])
    (voicemail,) = find(script, "details", class_="voicemail")
    assert "[hmn] English message." in text_of(voicemail)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_script_the_phrasebook_provides_one_and_a_voicemail(
    veto_alert, read_call, reviewed, language
):
    reviewed(language)
    script = script_of(read_call(language))
    lines = [text_of(line) for line in find(script, "p", class_="say")]
    assert [line for line in lines if "interpreter" not in line] == [
        "Hello. I live in Minnesota.",
        "Please veto SF958.",
        "Thank you for listening.",
        "Hello. I live in Minnesota.",
        "Please veto SF958.",
        "You do not need to call me back. Thank you.",
    ]
    assert "interpreter" in lines[0]
    meanings = [text_of(line) for line in find(script, "p", class_="meaning")]
    assert len(meanings) == len(lines)
    assert said("Thank you for listening.", language) in meanings
