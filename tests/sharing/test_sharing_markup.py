"""Tests for attributes and separators in flyers, cards and the section “Share”."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.support.every_page import ended_alert
from tests.support.soup import page_at, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(governor):
    alert = make.AlertPageFactory(slug="call", title="Call", script=[("line", "Hello.")])
    make.call(alert, governor)
    return alert


def test_the_headings_roles_and_labels_of_a_flyer_in_two_languages_have_a_dot_between(
    client, alert
):
    sheet = page_at(client, "alerts/call/flyer/?with=so").select_one("article.sheet")
    assert "sheet-of-2" in sheet["class"]
    offices, lines = sheet.select_one(".sheet-offices"), sheet.select_one(".sheet-lines")
    assert text_of(offices.h2).endswith(" · Who to call")
    assert text_of(offices.p) == "Mark Dayton, Guddoomiyaha gobolka · Governor of Minnesota"
    assert text_of(offices.li).endswith(" · local")
    assert text_of(lines.h2).endswith(" · What to say")
    for element in (offices.h2, offices.p, offices.li, lines.h2):
        assert text_of(element).count("·") == 1


def test_a_card_keeps_its_numbers_as_they_are_and_fits_phones_and_dark_pages(client, alert):
    metas = page_at(client, "alerts/call/card/").select("meta")
    assert [(one.get("name"), one.get("content")) for one in metas] == [
        (None, None),
        ("viewport", "width=device-width, initial-scale=1"),
        ("color-scheme", "light dark"),
        ("format-detection", "telephone=no"),
        ("robots", "noindex"),
    ]
    assert metas[0]["charset"] == "utf-8"


def test_the_share_picture_has_its_type_and_size(client, alert):
    page = page_at(client, "alerts/call/")
    for name, content in (("type", "image/png"), ("width", "1200"), ("height", "630")):
        assert page.find("meta", property=f"og:image:{name}")["content"] == content


def test_the_first_way_to_share_is_filled_and_the_message_is_folded(client, alert):
    section = page_at(client, "alerts/call/").select_one("section.share")
    links = section.select(".share-links a")
    assert ["outline" in link["class"] for link in links] == [False, True, True, True]
    assert not section.details.has_attr("open")
    ended_alert(slug="over")
    over = page_at(client, "alerts/over/").select_one("section.share")
    assert over.details.has_attr("open")
    assert all(button.has_attr("hidden") for button in over.select("button"))


def test_buttons_of_the_share_kit_are_hidden_until_their_script_runs(admin_of, alert):
    page = page_of(admin_of().get(reverse("share_kit", args=[alert.pk])))
    buttons = page.select("button[data-copies]")
    assert len(buttons) == len(make.LANGUAGES)
    assert all(button.has_attr("hidden") for button in buttons)
