"""Test for a month in an alert's life."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command

from tests.support.campaign import LANGUAGES, Campaign
from tests.support.translating import stored_strings

pytestmark = pytest.mark.django_db

FIRST = datetime(2031, 6, 3, 14, tzinfo=UTC)  # 9 a.m. in Minnesota
UNTRANSLATED = "This page is not in your language yet. You see the English text."
PARTLY = "Parts of this page are not translated yet. You see them in English."
OLDER = "Parts of this translation may be out of date."
OVER = "This alert is over. Please do not call about it any more. What follows is a record."
PARTS = ("title", "ask", "line", "point", "heading", "text", "first")
CORE = ("title", "ask", "line")


def all_in(language, **others):
    """Return what `Campaign.read` returns if all parts but `others` are in `language` and new."""
    # English lines to say are not read.
    parts = PARTS if language != "en" else [part for part in PARTS if part != "line"]
    return dict.fromkeys(parts, (language, 1)) | others


@pytest.fixture
def clock():
    with time_machine.travel(FIRST, tick=False) as traveller:
        yield lambda day: traveller.move_to(FIRST + timedelta(days=day - 1), tick=False)


def test_a_month_of_one_alert(clock):  # noqa: PLR0915  (it is one story)
    campaign = Campaign()
    english = all_in("en")

    # Day 1: the alert is published. All readers see English.
    campaign.write()
    for language in ("en", *LANGUAGES):
        assert campaign.read(language) == english
    for language in LANGUAGES:
        assert campaign.hears(language, UNTRANSLATED)

    # Hours later: Spanish is complete, Somali has the core and half a paragraph, Hmong has one
    # string.
    clock(1.2)
    campaign.submit(*LANGUAGES)
    campaign.translate("es")
    campaign.publish("es")
    campaign.translate("so", *CORE, "heading", "text")
    campaign.publish("so")
    campaign.translate("hmn", "title")
    campaign.publish("hmn")  # refused: the core is missing
    half = english | dict.fromkeys((*CORE, "heading"), ("so", 1))
    assert campaign.read("en") == english
    assert campaign.read("es") == all_in("es")
    assert campaign.read("so") == half
    assert campaign.hears("so", PARTLY)
    assert campaign.read("hmn") == english

    # Day 3: a new English draft, which only editors see.
    clock(3)
    campaign.write("ask", "heading", publish=False)
    assert campaign.read("en") == english
    assert campaign.read("es") == all_in("es")

    # The draft is published. The old translations stay, with a notice. The deadline changes at
    # once.
    campaign.write(ends_at="2031-06-22 17:00")
    english |= {"ask": ("en", 2), "heading": ("en", 2)}
    assert campaign.read("en") == english
    assert campaign.read("es") == all_in("es")
    assert campaign.read("so") == english | dict.fromkeys((*CORE, "heading"), ("so", 1))
    assert campaign.read("hmn") == english
    for language in ("es", "so"):
        assert campaign.hears(language, OLDER)
    for language in LANGUAGES:
        assert "22" in campaign.visit(language).content.decode()

    # Day 5: Spanish is complete again. Somali has the new ask and the rest, but not the new
    # heading.
    clock(5)
    campaign.translate("es")
    campaign.publish("es")
    campaign.translate("so", "ask", "point", "first", "text")
    campaign.publish("so")
    spanish = all_in("es", ask=("es", 2), heading=("es", 2))
    assert campaign.read("es") == spanish
    assert not campaign.hears("es", OLDER)
    assert campaign.read("so") == all_in("so", ask=("so", 2))
    assert campaign.hears("so", OLDER)

    # Day 8: the old heading is dangerous. Somali readers see the English heading at once.
    clock(8)
    campaign.write(urgent_fix="on")
    assert campaign.read("so") == all_in("so", ask=("so", 2), heading=("en", 2))
    assert campaign.hears("so", PARTLY)
    assert campaign.read("es") == spanish

    # Day 9: the Somali translator translates the heading.
    clock(9)
    campaign.translate("so", "heading")
    campaign.publish("so")
    assert campaign.read("so") == all_in("so", ask=("so", 2), heading=("so", 2))

    # Day 12: Hmong is complete.
    clock(12)
    campaign.translate("hmn")
    campaign.publish("hmn")
    assert campaign.read("hmn") == all_in("hmn", ask=("hmn", 2), heading=("hmn", 2))

    # Day 15: the editor swaps two blocks without changing a word. All languages follow.
    clock(15)
    campaign.is_turned = True
    campaign.write(urgent_fix="")
    for language in LANGUAGES:
        seen = campaign.read(language)
        assert seen == all_in(language, ask=(language, 2), heading=(language, 2))
        assert list(seen).index("text") < list(seen).index("heading")
        assert not campaign.hears(language, OLDER)

    # Day 21: the alert is over in every language.
    clock(21)
    for language in LANGUAGES:
        assert campaign.hears(language, OVER)

    # Day 24: the alert expires.
    campaign.write(expire_at="2031-06-26 17:00")
    clock(25)
    call_command("publish_due")
    for language in ("en", *LANGUAGES):
        assert campaign.visit(language).status_code == 404

    # Day 26: the alert is still needed. It is published again, with all its translations.
    clock(26)
    campaign.write(expire_at="")
    for language in LANGUAGES:
        assert campaign.read(language) == all_in(language, ask=(language, 2), heading=(language, 2))

    # Day 30: the alert is deleted. The strings of the translators are kept.
    clock(30)
    kept = {language: stored_strings(language) for language in LANGUAGES}
    campaign.delete()
    for language in ("en", *LANGUAGES):
        assert campaign.visit(language).status_code == 404
        assert language == "en" or stored_strings(language) == kept[language]
        assert language == "en" or len(kept[language]) >= len(PARTS)
