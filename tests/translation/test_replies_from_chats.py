"""Tests for reading pasted chats with numbered replies, from many apps and several people."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail_localize.models import StringTranslation

from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests.support.exchange import (
    begin,
    check,
    code,
    found,
    message,
    page_text,
    save,
    texts,
    unused,
)
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

HEADERS = {
    "iOS": "[25/11/2026, 14:03:12] {}: ",
    "iOS, American": "[11/25/26, 2:03:12\u202fPM] ~\u202f{}: ",
    "iOS, Spanish": "\u200e[25/11/26, 2:03:12\u202fp.\u00a0m.] {}: ",
    "Android": "25/11/2026, 14:03 - {}: ",
    "Android, American": "11/25/26, 2:03\u202fPM - {}: ",
    "Android, German": "25.11.26, 14:03 - {}: ",
    "Android, Swedish": "2026-11-25, 14:03 - {}: ",
    "WhatsApp Web": "[14:03, 25/11/2026] {}: ",
    "Telegram": "{}, [25.11.2026 14:03]\n",
    "Telegram on iOS": "{}, [Nov 25, 2026 at 2:03\u202fPM]:\n",
    "Telegram on Android": "{}: ",
    "Signal": "{} (11/25/26, 2:03 PM): ",
    "SMS": "14:03 {}: ",
}


@pytest.mark.parametrize("name", ["Cabdi", "+1 (612) 555-0100", "Xoog \U0001f331 María"])
def test_a_whole_chat_is_read_in_the_format_of_each_app(pasted, name):
    for app, header in HEADERS.items():
        if name.startswith("+") and app in ("Telegram on Android", "Signal"):
            continue  # these apps write the name of a contact, or nothing
        volunteer, other = header.format(name), header.format("Beto")
        shown = pasted(
            f"{volunteer}{{code}}\n{volunteer}1. Cinwaan\n{other}see you at the meeting\n"
            f"{volunteer}2. Codso\n{other}\U0001f44d"
        )
        # Without times, “Beto” could be the first word of a line of the answer.
        is_certain = app != "Telegram on Android"
        assert found(shown) == [(1, "Cinwaan", is_certain), (2, "Codso", is_certain)], app
        assert unused(shown) == ["see you at the meeting", "\U0001f44d"], app


# Fixtures take more time than checks, so that one test checks all spellings.
SPELLINGS = [
    *("3. Qodob", "3) Qodob", "3: Qodob", "3.- Qodob", "3 - Qodob", "3.Qodob", "(3) Qodob"),
    *("• 3. Qodob", "- 3. Qodob", "> 3) Qodob", "▪️ 3. Qodob", "✅ 3. Qodob", "* 3. Qodob"),
    *("3️⃣ Qodob", "3\u20e3 Qodob", "3️⃣. Qodob", "③ Qodob", "⒊ Qodob", "❸ Qodob"),
    *("*3.* Qodob", "_3._ Qodob", "*3. Qodob*", "**3.** Qodob", "*3)* Qodob", "~3.~ Qodob"),
    *("٣. Qodob", "٣- Qodob", "۳. Qodob", "３． Qodob", "３）Qodob", "[3] Qodob", "#3: Qodob"),
    *("No. 3: Qodob", "3. Qodob\u200e", "\u200e3. Qodob", "\u00a03.\u00a0Qodob", "3.\nQodob"),
    "3. Qodob <This message was edited>",
]


def test_a_number_is_understood_however_phones_write_it(pasted):
    for answer in SPELLINGS:
        assert found(pasted(f"{{code}}\n2. Codso\n{answer}\n4. Afar")) == [
            (2, "Codso", True),
            (3, "Qodob", True),
            (4, "Afar", True),
        ], answer


def test_a_list_of_numbers_without_signs_is_understood(pasted):
    for answers in (
        "1 Cinwaan\n2 Codso\n3 Saddex",
        "1, Cinwaan\n2, Codso\n3, Saddex",
        "1\nCinwaan\n2\nCodso\n3\nSaddex",
        "#1 Cinwaan\n#2 Codso\n#3 Saddex",
    ):
        assert found(pasted(f"{{code}}\n{answers}")) == [
            (1, "Cinwaan", True),
            (2, "Codso", True),
            (3, "Saddex", True),
        ], answers


def test_a_line_that_may_belong_to_an_answer_is_asked_about(pasted):
    for line in (
        *("3 qof ayaa yimid", "3 text", "4-qof", "1.5 malyan", "10:30 subaxnimo", "2-3 qof"),
        *("612-555-0100", "mahadsanid walaal", "see you at 5"),
    ):
        shown = pasted(f"{{code}}\n1. Cinwaan\n2. Codso\n{line}")
        about_two = [answer for answer in found(shown) if answer[0] == 2]
        assert about_two == [(2, "Codso", False), (2, f"Codso {line}", False)], line
        assert found(shown)[0] == (1, "Cinwaan", True), line
        assert not [answer for answer in found(shown) if answer[0] > 2 and answer[2]], line
    assert not StringTranslation.objects.exists()


def test_a_line_belongs_to_the_last_certain_number_or_to_the_last_doubtful_one(pasted):
    shown = pasted("{code}\n1. Cinwaan\n2 qof\n3 buug\nsii")
    assert found(shown) == [
        (1, "Cinwaan", False),
        (1, "Cinwaan 2 qof 3 buug sii", False),
        (2, "qof", False),
        (2, "qof 3 buug", False),
        (3, "buug", False),
        (3, "buug sii", False),
    ]


def test_numbers_within_a_text_are_text(pasted):
    shown = pasted("{code}\n1. 3 qof oo 18 jir ah\n2. Wac 612-555-0100, 2.5 saac ka hor 10:30")
    assert found(shown) == [
        (1, "3 qof oo 18 jir ah", True),
        (2, "Wac 612-555-0100, 2.5 saac ka hor 10:30", True),
    ]


def test_an_answer_has_as_many_lines_as_the_english(translator):
    lines = begin(slug="lines", response="", talking_points=[("point", "English one\nEnglish two")])
    sent = code(message(translator, lines))
    shown = check(translator, lines, f"{sent}\n1. Cinwaan\n3. Kow\nLaba")
    assert (3, "Kow\nLaba", True) in found(shown)
    shown = check(translator, lines, f"{sent}\n3. Kow\nLaba\nNabad gelyo")
    assert found(shown) == [(3, "Kow\nLaba", False), (3, "Kow\nLaba\nNabad gelyo", False)]


def test_other_peoples_messages_are_never_part_of_a_translation(pasted, six_strings, translator):
    chat = (
        "25/11/2026, 14:01 - Messages and calls are end-to-end encrypted.\n"
        "25/11/2026, 14:02 - Ana: {code}\n"
        "25/11/2026, 14:03 - Cabdi: 1. Cinwaan\n2. Codso\n"
        "25/11/2026, 14:04 - Beto: 3 people are coming\n"
        "25/11/2026, 14:04 - Beto: 4. That one is hard\n"
        "25/11/2026, 14:05 - Cabdi: 5. Shan\n"
        "25/11/2026, 14:06 - Ana: <Media omitted>\n"
    )
    shown = pasted(chat)
    assert [answer for answer in found(shown) if answer[2]] == [
        (1, "Cinwaan", True),
        (2, "Codso", True),
        (5, "Shan", True),
    ]
    assert "This is from Beto" in page_text(shown)
    assert unused(shown) == ["Messages and calls are end-to-end encrypted."]
    save(translator, six_strings, shown)
    assert texts(six_strings) == ["Cinwaan", "Codso", "", "", "Shan", ""]


def test_a_person_who_goes_on_in_the_next_message_is_asked_about(pasted):
    shown = pasted(
        "[14:03, 25/11/2026] Cabdi: {code}\n[14:03, 25/11/2026] Cabdi: 1. Cinwaan\n2. Codso\n"
        "[14:04, 25/11/2026] Cabdi: oo dheer\n[14:05, 25/11/2026] Cabdi: 3. Saddex"
    )
    assert found(shown) == [(1, "Cinwaan", True), (2, "Codso", False), (3, "Saddex", True)]
    assert unused(shown) == ["oo dheer"]


def test_the_numbers_of_a_second_message_are_not_those_of_the_first(translator, six_strings, sent):
    strings = translatable_strings(six_strings)
    save_translation(strings[0], "Hore")
    second = code(message(translator, six_strings))
    assert second != sent
    shown = check(
        translator,
        six_strings,
        f"[14:03, 25/11/2026] Cabdi: {sent}\n1. Cinwaan\n2. Codso\n"
        f"[14:05, 25/11/2026] Cabdi: {second}\n1. Codso kale\n2. Saddex",
    )
    english = parse(shown).select(".exchange-answer h3 [lang=en]")
    assert [one.get_text() for one in english] == [
        "English title",
        "English ask",
        "English ask",
        "English point 3",
    ]
    assert "(2, 'Saddex', True)" in str(found(shown))
    in_one_message = check(
        translator, six_strings, f"{sent}\n1. Cinwaan\n{second}\n1. Codso kale\n2. Saddex"
    )
    assert [answer[:2] for answer in found(in_one_message)] == [
        (1, "Cinwaan"),
        (1, "Codso kale"),
        (2, "Saddex"),
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n[14:09, 25/11/2026] Cabdi: "])
def test_numbers_that_begin_again_are_asked_about(pasted, gap):
    shown = pasted(
        f"[14:03, 25/11/2026] Cabdi: {{code}}\n1. Cinwaan\n2. Codso\n3. Saddex{gap}1. Kale\n4. Afar"
    )
    assert found(shown) == [
        (1, "Cinwaan", False),
        (1, "Kale", False),
        (2, "Codso", True),
        (3, "Saddex", True),
        (4, "Afar", False),
    ]


def test_a_reply_without_the_code_after_one_to_another_page_is_asked_about(
    translator, six_strings, sent
):
    other = code(message(translator, begin(title="English other", slug="other")))
    shown = check(
        translator,
        six_strings,
        f"[14:03, 25/11/2026] Cabdi: {sent}\n1. Cinwaan\n"
        f"[14:05, 25/11/2026] Cabdi: {other}\n1. Mid kale\n"
        f"[14:06, 25/11/2026] Cabdi: 2. Codso",
    )
    assert found(shown) == [(1, "Cinwaan", True)]
    assert unused(shown) == ["1. Mid kale", "2. Codso"]


def test_the_code_can_be_at_the_end(pasted):
    assert found(pasted("1. Cinwaan\n2. Codso\n{code}")) == [
        (1, "Cinwaan", True),
        (2, "Codso", True),
    ]


def test_answers_in_one_line_are_asked_about(pasted):
    shown = pasted("{code} 1. Cinwaan 2. Codso 3. Saddex")
    assert [answer[:2] for answer in found(shown)] == [
        (1, "Cinwaan"),
        (1, "Cinwaan 2. Codso 3. Saddex"),
        (2, "Codso"),
        (2, "Codso 3. Saddex"),
        (3, "Saddex"),
    ]
    assert not any(answer[2] for answer in found(shown))


def test_the_english_before_a_translation_is_left_out(pasted):
    shown = pasted("{code}\n1. English title\nCinwaan\n2. English ask: Codso\n3. english POINT 3")
    assert found(shown) == [
        (1, "Cinwaan", True),
        (2, "Codso", False),
        (3, "english POINT 3", True),
    ]


def test_every_line_is_used_or_listed(pasted):
    shown = pasted("Waa tan\n{code}\n\n1. Cinwaan\n99. Kale\nsii\n2.\n3. English point 3")
    assert found(shown) == [(1, "Cinwaan", True)]
    assert unused(shown) == ["Waa tan", "99. Kale", "sii", "2.", "3. English point 3"]
    assert "The message has no number 99" in page_text(shown)


def test_a_check_costs_as_many_queries_with_2_as_with_6_answers(pasted):
    counts = []
    for most in (2, 6):
        chat = "".join(f"\n{number}. Erey {number}" for number in range(1, most + 1))
        with CaptureQueriesContext(connection) as captured:
            assert len(found(pasted("{code}" + chat))) == most
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "chat",
    [
        *("[1" * 49_000, "1" * 99_000, "a: " * 33_000, "*" * 99_000, " " * 99_000 + "x"),
        *("25/11/2026, 14:03 - " * 4900, "<a " * 33_000, "1. a" + " 2. a" * 19_000),
        *("1\n" * 4900, "x\n" * 4900, "2. b\n1 x\n" * 2400, "English title " * 7000),
    ],
    ids=range(12),
)
def test_a_hostile_chat_is_read_in_a_short_time(pasted, chat):
    start = time.monotonic()
    assert pasted(f"{{code}}\n1. Cinwaan\n{chat}").status_code in {200, 422}
    assert time.monotonic() - start < 20


@pytest.mark.parametrize("chat", ["x" * 100_000, "x\n" * 5001])
def test_a_chat_that_is_too_long_is_refused_and_stays_in_its_box(pasted, chat):
    shown = pasted(f"{{code}}\n{chat}")
    assert shown.status_code == 422
    assert "Paste only the messages with the answers" in page_text(shown)
