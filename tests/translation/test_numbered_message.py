"""Tests for numbered messages, which volunteers receive and answer on their phones."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation.models import NumberedMessage
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests.support.exchange import (
    OVER,
    begin,
    check,
    code,
    form_to_save,
    found,
    message,
    page_text,
    save,
)
from tests.support.translating import TRANSLATORS

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def numbered(text):
    return [part for part in text.split("\n\n") if part[0].isdecimal()]


def reply(client, translation, text, **changes):
    """Paste a reply, press “Check”, and save the selected answers, if there are any."""
    shown = check(client, translation, text)
    return save(client, translation, shown, **changes) if form_to_save(shown) else shown


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
        "１． Cinwaan\n２． Codso",
        "1.Cinwaan\n\n\n2 .  Codso\n",
        "1.\nCinwaan\n2.\nCodso\n3.",
        "\u200e[12:31, 24/11/2026] Cabdi: 1. Cinwaan\n[12:32, 24/11/2026] Cabdi: 2. Codso",
        "[24/11/26, 12:31:05 PM] ~ Cabdi: 1. Cinwaan\n[24/11/26, 12:31:09\u202fPM] Cabdi: 2. Codso",
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


def test_a_reply_is_shown_before_it_is_saved(translator):
    translation = begin()
    sent = code(message(translator, translation))
    shown = check(translator, translation, f"{sent.lower()}\n1. Cinwaan")
    assert "1. English title" in page_text(shown)
    assert found(shown) == [(1, "Cinwaan", True)]
    assert not StringTranslation.objects.exists()
    assert "Nothing is saved yet" in page_text(shown)


def test_a_reply_to_an_old_message_fits_what_was_sent(translator):
    translation = begin()
    text = message(translator, translation)
    save_translation(translatable_strings(translation)[0], "Hore")
    assert "1 written" in page_text(reply(translator, translation, f"{code(text)}\n2. Codso"))
    assert texts(translation)[:2] == ["Hore", "Codso"]
    shown = check(translator, translation, f"{code(text)}\n1. Cinwaan")
    assert found(shown) == [(1, "Cinwaan", False)]
    assert "It now reads: “Hore”" in page_text(shown)
    refused = save(translator, translation, shown, **{"answer-0-take": "on"})
    assert refused.status_code == 422
    assert "It now reads: “Hore”" in page_text(refused)
    page = AlertPage.objects.get(locale__language_code="en")
    page.ask = "English ask, changed"
    page.save_revision().publish()
    shown = check(translator, translation, f"{code(text)}\n2. Codso cusub")
    assert "The English of this has changed" in page_text(shown)
    save(translator, translation, shown, **{"answer-0-take": "on"})
    assert texts(translation)[:2] == ["Hore", ""]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1. Cinwaan", "lacks the code"),
        ("#TX-AAAAAAAA\n1. Cinwaan", "is not the code of a message about this page"),
        ("{code}\nCinwaan", "no numbers"),
        ("", "lacks the code"),
        ("{code}\n1. " + "x" * 200_000, "too long"),
    ],
)
def test_a_reply_that_cannot_be_read_stays_in_its_box(translator, text, why):
    translation = begin()
    text = text.format(code=code(message(translator, translation)))
    for action in ("check", "save"):
        response = check(translator, translation, text, action=action)
        assert response.status_code == 422
        assert why in page_text(response)
        box = BeautifulSoup(response.content, "html.parser").find(id="reply")
        assert box.get_text().removeprefix("\n") == text
    assert not StringTranslation.objects.exists()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("1. Cin\ue000waan", "invisible character"),
        ("1. " + "x" * 300, "too long"),
        ("3. Akhri waxa ay tahay.", "A link of the English text is missing"),
    ],
)
def test_an_answer_that_cannot_be_saved_stays_in_its_box_with_the_reason(translator, answer, why):
    translation = begin()
    shown = check(translator, translation, f"{code(message(translator, translation))}\n{answer}")
    ((_number, text, is_selected),) = found(shown)
    assert not is_selected
    response = save(translator, translation, shown, **{"answer-0-take": "on"})
    assert response.status_code == 422
    assert why in page_text(response)
    assert found(response) == [(int(answer[0]), text, True)]
    assert not StringTranslation.objects.exists()


def test_a_message_about_another_page_is_not_answered_here(translator):
    first, second = begin(), begin(title="English other", response="")
    sent = code(message(translator, second))
    response = check(translator, first, f"{sent}\n1. Cinwaan")
    assert "not the code of a message about this page" in page_text(response)


@pytest.mark.parametrize(
    "mark", ["{}.- ", "{}- ", "{} - ", "{}: ", "{}:", "*{}.* ", "_{}._ ", "*{})* "]
)
def test_a_number_is_known_however_people_write_it(translator, mark):
    translation = begin()
    sent = code(message(translator, translation))
    reply(translator, translation, f"{sent}\n{mark.format(1)}Cinwaan\n{mark.format(2)}Codso")
    assert texts(translation)[:2] == ["Cinwaan", "Codso"]


def test_a_message_that_is_quoted_as_it_was_sent_is_no_translation(translator):
    translation = begin()
    sent = message(translator, translation)
    shown = check(translator, translation, sent)
    assert form_to_save(shown) is None
    assert "This is the English, as it was sent." in page_text(shown)
    shown = reply(translator, translation, f"{sent}\n\n2. Codso")
    assert "1 written" in page_text(shown)
    assert texts(translation) == ["", "Codso", ""]


def test_a_reply_that_a_machine_made_is_a_machine_draft(translator):
    translation = begin(**OVER)
    sent = code(message(translator, translation))
    shown = check(translator, translation, f"{sent}\n1. Cinwaan", by_machine="on")
    assert form_to_save(shown)["by_machine"] == "on"
    save(translator, translation, shown)
    assert StringTranslation.objects.get().translation_type == "machine"


def test_a_machines_reply_does_not_write_the_core_of_an_alert_that_is_not_over(translator):
    translation = begin()
    sent = code(message(translator, translation))
    shown = check(translator, translation, f"{sent}\n1. Cinwaan", by_machine="on")
    assert found(shown) == [(1, "Cinwaan", False)]
    response = save(translator, translation, shown, **{"answer-0-take": "on"})
    assert "People must translate" in page_text(response)
    assert not StringTranslation.objects.exists()


def test_messages_are_kept_for_thirty_days(translator):
    message(translator, begin())
    NumberedMessage.objects.update(made_at=timezone.now() - timedelta(days=31))
    message(translator, begin(title="English other", slug="other"))
    assert NumberedMessage.objects.get().strings[0][2] == "English other"
