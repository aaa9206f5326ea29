"""Tests for exact limits of shared texts and files."""

import shutil
import sys
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from alerts.models import AlertPage
from alerts.sharing.formats import typesetting
from alerts.sharing.sms import length_of, shortest
from home.translation.models import PhraseTranslation
from tests import factories as make
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 306, (306, 2, True)),
        ("a" * 307, (307, 3, True)),
        ("á" * 134, (134, 2, False)),
        ("á" * 135, (135, 3, False)),
    ],
)
def test_each_part_of_a_long_text_message_holds_153_or_67_characters(text, expected):
    assert length_of(text) == expected


@pytest.mark.parametrize(
    ("texts", "chosen"),
    [
        (["a" * 150, "b" * 149], "b" * 149),
        (["a" * 149, "b" * 148], "a" * 149),
        (["“" + "a" * 60], '"' + "a" * 60),
        (["“" + "a" * 58], "“" + "a" * 58),
    ],
    ids=["shorter", "first", "plain", "typographic"],
)
def test_the_first_text_that_takes_the_fewest_messages_with_its_address_is_shared(texts, chosen):
    assert shortest(texts, rest="\n" + "/" * 10) == chosen


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("a" * 23, ["a" * 23]),
        ("a" * 24, ["a" * 24]),
        ("b" + "a" * 24, ["b" + "a" * 23, "a"]),
        ("b" + "a" * 47 + "c", ["b" + "a" * 23, "a" * 24, "c"]),
    ],
)
def test_a_long_word_may_break_after_every_24_letters_and_loses_none(word, parts):
    text = typesetting.breakable(f"Stop {word} now")
    assert text.split("\u200b") == " ".join(["Stop", "|".join(parts), "now"]).split("|")


def fonts_of(file):
    found = set()
    for page in PdfReader(BytesIO(file)).pages:
        fonts = page["/Resources"].get("/Font", {})
        found |= {font.get_object()["/BaseFont"].partition("+")[2] for font in fonts.values()}
    return found


def test_fonts_that_happen_to_be_on_the_server_are_not_used(monkeypatch, tmp_path):
    (tmp_path / "template.typ").write_text('#set text(font: "Noto Sans")\nCall now')
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    own = fonts_of(typesetting.typeset("template", {}, "pdf"))
    assert own
    for folder in (".fonts", ".local/share/fonts"):
        shutil.copytree(typesetting.FONTS, tmp_path / folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(typesetting, "FONTS", tmp_path / "none")
    assert fonts_of(typesetting.typeset("template", {}, "pdf")).isdisjoint(own)


def test_the_memory_that_typst_takes_is_free_again_after_a_flyer(client):
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, make.office())
    flyer = b"".join(client.get("/en/alerts/call/flyer.pdf").streaming_content)
    assert flyer.startswith(b"%PDF")
    assert "typst" not in sys.modules


@pytest.fixture
def alert():
    action_type = make.ask_for("of our own", "Ask for a veto.", "Please.")
    PhraseTranslation.objects.create(
        phrase=action_type.sentence,
        language="so",
        text="Codso diidmo.",
        reviewed_on=timezone.localdate(),
    )
    return make.AlertPageFactory(slug="call", ask="English ask.", action_type=action_type)


def message(client, language="so"):
    return parse(client.get(f"/{language}/alerts/call/")).select_one(".share textarea").text


def test_without_offices_the_message_has_the_sentence_of_the_alerts_action_type(client, alert):
    assert message(client).strip().startswith("Codso diidmo.")


def test_the_sentence_replaces_a_longer_english_ask_but_no_translation_and_no_urgent_fix(
    client, alert, committed
):
    ask = ("Ask him for a veto today. " * 9).strip()
    AlertPage.objects.update(ask=ask)
    assert message(client, "en").startswith("Ask for a veto. Until")
    words = {ask: "Codso diidmo maanta. " * 9}
    committed(make.translate, AlertPage.objects.get(), "so", lambda text: words.get(text, "Wac"))
    assert message(client).startswith("Codso diidmo maanta.")
    AlertPage.objects.update(urgent_fix=True)
    assert message(client, "en").startswith("Ask him for a veto today.")


def test_an_office_that_the_action_does_not_fit_does_not_get_the_sentence(client, alert):
    type(alert.action_type).objects.update(kinds=["mayor"])
    make.call(alert, make.office())
    assert message(client).strip().startswith("English ask.")


def test_the_sentence_is_that_of_the_first_office_that_the_action_fits(client, alert):
    type(alert.action_type).objects.update(kinds=["council"])
    board = make.office("Board", ["+16512011016"], make.phrase("County board"))
    type(board).objects.filter(pk=board.pk).update(kind="council")
    make.call(alert, make.office(), board)
    assert message(client).strip().startswith("Codso diidmo.")


def test_a_qr_code_is_an_svg_element_that_fills_its_place_and_has_a_quiet_zone(client, alert):
    content = client.get("/en/alerts/call/qr.svg").content
    assert content.startswith(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ')
    assert b'viewBox="0 0 37 37"' in content  # 29 modules, and a border of 4 on each side
    assert b'fill="#fff" d="M0 0h37v37h-37z"' in content
    assert b'stroke="#000"' in content
    assert not any(name in content for name in (b"width=", b"height=", b"class=", b"style="))
