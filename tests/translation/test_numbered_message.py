"""Tests for numbered messages, which volunteers receive and answer on their phones."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation.models import NumberedMessage
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests.support.exchange import OVER, TRANSLATORS, begin, page_text

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def at(name, translation):
    return reverse(name, args=[translation.get_target_instance().pk])


def message(client, translation, query=""):
    page = BeautifulSoup(
        client.get(at("exchange_message", translation) + query).content, "html.parser"
    )
    box = page.find(id="message")
    return box and box.get_text().lstrip("\n")


def code(text):
    return next(word for word in text.split() if word.startswith("#TX-"))


def numbered(text):
    return [part for part in text.split("\n\n") if part[0].isdecimal()]


def reply(client, translation, text, action="save"):
    return client.post(at("exchange_reply", translation), {"reply": text, "action": action})


def texts(translation):
    return [item.text for item in translatable_strings(translation)]


@pytest.mark.parametrize("language", TRANSLATORS)
def test_the_message_is_in_the_volunteers_language_and_the_most_urgent_comes_first(
    admin_of, language
):
    client = admin_of(TRANSLATORS[language])
    text = message(client, begin(language))
    with override(language):
        assert gettext("Leave out what you are not sure of.") in text
    assert "Leave out" not in text
    assert code(text)
    assert numbered(text) == [
        "1. English title",
        "2. English ask",
        '3. Read <a id="a1">what it is</a>.',
    ]


def test_a_message_has_only_open_and_changed_strings_unless_all_are_requested(translator):
    translation = begin()
    for item in translatable_strings(translation):
        save_translation(item, item.english.replace("English", "Soomaali"))
    assert message(translator, translation) is None
    page = AlertPage.objects.get(locale__language_code="en")
    page.ask = "English ask, changed"
    page.save_revision().publish()
    assert numbered(message(translator, translation)) == ["1. English ask, changed"]
    assert len(numbered(message(translator, translation, "?all=1"))) == 3


def test_the_same_strings_have_the_same_code_and_are_kept_once(translator):
    translation = begin()
    assert message(translator, translation) == message(translator, translation)
    assert NumberedMessage.objects.count() == 1


@pytest.mark.parametrize(
    "answers",
    [
        "1. Cinwaan\n2. Codso",
        "1) Cinwaan\n2) Codso {code}",
        "(1) Cinwaan\n(2) Codso",
        "２． Codso\n１． Cinwaan",
        "1.Cinwaan\n\n\n2 .  Codso\n",
        "1.\nCinwaan\n2.\nCodso\n3.",
        "\u200e[12:31, 24/11/2026] Cabdi: 1. Cinwaan\n[12:32, 24/11/2026] Cabdi: 2. Codso",
        "[24/11/26, 12:31:05 PM] ~ Cabdi 😀: 1. Cinwaan\n[24/11/26, 12:31:09\u202fPM] Cabdi: 2. Codso",
        "24/11/2026, 12:31 - Cabdi: 1. Cinwaan\n24/11/2026, 12:31 - Cabdi: 2. Codso",
        "Waa tan:\r\n\r\n1. English title\r\nCinwaan\r\n2. English ask\r\nCodso",
    ],
)
def test_a_reply_is_understood_as_phones_send_it(translator, answers):
    translation = begin()
    sent = code(message(translator, translation))
    answers = answers if "{code}" in answers else "{code}\n" + answers
    assert "2 written" in page_text(reply(translator, translation, answers.replace("{code}", sent)))
    assert texts(translation)[:2] == ["Cinwaan", "Codso"]


def test_lines_that_the_phone_broke_are_joined_and_a_number_in_a_text_begins_no_answer(translator):
    translation = begin()
    sent = code(message(translator, translation))
    reply(translator, translation, f"{sent}\n1. Cinwaan\ndheer\n\n1.5 milyan\n2. Codso")
    assert texts(translation)[:2] == ["Cinwaan dheer 1.5 milyan", "Codso"]


def test_a_reply_is_shown_before_it_is_saved(translator):
    translation = begin()
    sent = code(message(translator, translation))
    shown = reply(translator, translation, f"{sent.lower()}\n1. Cinwaan", action="check")
    assert "1. English title Cinwaan" in page_text(shown)
    assert not StringTranslation.objects.exists()
    assert "Save these 1" in page_text(shown)


def test_a_reply_to_an_old_message_fits_what_was_sent(translator):
    translation = begin()
    text = message(translator, translation)
    save_translation(translatable_strings(translation)[0], "Hore")
    assert "1 written" in page_text(reply(translator, translation, f"{code(text)}\n2. Codso"))
    assert texts(translation)[:2] == ["Hore", "Codso"]
    refused = reply(translator, translation, f"{code(text)}\n1. Cinwaan")
    assert refused.status_code == 422
    assert "It now reads: “Hore”" in page_text(refused)
    page = AlertPage.objects.get(locale__language_code="en")
    page.ask = "English ask, changed"
    page.save_revision().publish()
    assert "The English of this has changed" in page_text(
        reply(translator, translation, f"{code(text)}\n2. Codso cusub")
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1. Cinwaan", "lacks the code"),
        ("#TX-AAAAAAAA\n1. Cinwaan", "is not the code of a message about this page"),
        ("{code}\nCinwaan", "no numbers"),
        ("{code}\n14. Cinwaan", "has no number 14"),
        ("{code}\n1. Cinwaan\n1. Kale", "is here twice"),
        ("{code}\n1. Cin\x00waan", "invisible character"),
        ("{code}\n1. Cin\u200bwaan", "invisible character"),
        ("{code}\n1. " + "x" * 300, "too long"),
        ("{code}\n3. Akhri waxa ay tahay.", "A link of the English text is missing"),
        ("", "lacks the code"),
    ],
)
def test_a_reply_that_is_refused_stays_in_its_box_and_nothing_is_written(translator, text, why):
    translation = begin()
    text = text.format(code=code(message(translator, translation)))
    for action in ("check", "save"):
        response = reply(translator, translation, text, action)
        assert response.status_code == 422
        assert why in page_text(response)
        box = BeautifulSoup(response.content, "html.parser").find(id="reply")
        assert box.get_text().removeprefix("\n") == text
    assert not StringTranslation.objects.exists()


def test_a_message_about_another_page_is_not_answered_here(translator):
    first, second = begin(), begin(title="English other", response="")
    sent = code(message(translator, second))
    response = reply(translator, first, f"{sent}\n1. Cinwaan")
    assert "not the code of a message about this page" in page_text(response)


@pytest.mark.parametrize(
    "mark", ["{}.- ", "{}- ", "{} - ", "{}: ", "{}:", "*{}.* ", "_{}._ ", "*{})* "]
)
def test_a_number_is_known_however_people_write_it(translator, mark):
    translation = begin()
    sent = code(message(translator, translation))
    reply(translator, translation, f"{sent}\n{mark.format(1)}Cinwaan\n{mark.format(2)}Codso")
    assert texts(translation)[:2] == ["Cinwaan", "Codso"]


@pytest.mark.parametrize("line", ["1.5 malyan", "10:30 subaxnimo", "2-3 qof", "24-saac"])
def test_a_number_that_begins_no_answer_is_shown_as_part_of_the_text(translator, line):
    translation = begin()
    sent = code(message(translator, translation))
    shown = reply(translator, translation, f"{sent}\n2. Codso\n{line}", action="check")
    assert f"Codso {line}" in page_text(shown)


def test_a_message_that_is_quoted_as_it_was_sent_is_no_translation(translator):
    translation = begin()
    sent = message(translator, translation)
    reply(translator, translation, sent)
    assert not StringTranslation.objects.exists()
    shown = reply(translator, translation, f"{sent}\n\n2. Codso")
    assert "1 written" in page_text(shown)
    assert texts(translation) == ["", "Codso", ""]


def test_the_reply_that_was_shown_is_saved(translator):
    translation = begin()
    sent = code(message(translator, translation))
    answer = f"{sent}\n1. Cinwaan"
    shown = reply(translator, translation, answer, action="check")
    saving = BeautifulSoup(shown.content, "html.parser").find("button", value="save").parent.parent
    assert [box["value"] for box in saving.find_all("input", {"name": "reply"})] == [answer]
    assert not saving.find("textarea")
    empty = translator.get(at("exchange_reply", translation))
    assert not BeautifulSoup(empty.content, "html.parser").find("button", value="save")


def test_a_reply_that_a_machine_made_is_a_machine_draft(translator):
    translation = begin(**OVER)
    sent = code(message(translator, translation))
    form = {"reply": f"{sent}\n1. Cinwaan", "by_machine": "on"}
    shown = translator.post(at("exchange_reply", translation), form | {"action": "check"})
    saving = BeautifulSoup(shown.content, "html.parser").find("button", value="save").parent.parent
    assert saving.find("input", {"name": "by_machine"})
    translator.post(at("exchange_reply", translation), form | {"action": "save"})
    assert StringTranslation.objects.get().translation_type == "machine"


def test_a_machines_reply_does_not_write_the_core_of_an_alert_that_is_not_over(translator):
    translation = begin()
    sent = code(message(translator, translation))
    form = {"reply": f"{sent}\n1. Cinwaan", "by_machine": "on", "action": "save"}
    assert "People must translate" in page_text(
        translator.post(at("exchange_reply", translation), form)
    )
    assert not StringTranslation.objects.exists()


def test_messages_are_kept_for_thirty_days(translator):
    message(translator, begin())
    NumberedMessage.objects.update(made_at=timezone.now() - timedelta(days=31))
    message(translator, begin(title="English other", slug="other"))
    assert NumberedMessage.objects.get().strings[0][2] == "English other"
