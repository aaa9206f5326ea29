"""Tests for the call script that the site writes from phrases and the alert's fields."""

from datetime import date

import pytest

from alerts.models import AlertPage
from home.translation.models import PhraseTranslation
from tests import factories as make
from tests.support.soup import page_at, words

pytestmark = pytest.mark.django_db

DAY = date(2031, 6, 3)


def alert_with(plea, sentence="Ask {office} to sign {what}.", about="SF958"):
    alert = make.AlertPageFactory(
        slug="call", action_type=make.ask_for("of our own", sentence, plea), about="SF958"
    )
    AlertPage.objects.update(about=about)
    make.call(alert, make.office("Mark Dayton"), make.office("Al Franken", ["+16512211016"]))
    return alert


def read(client, language="en"):
    return page_at(client, "alerts/call/", language).main


def said(client, language="en"):
    script = read(client, language).select_one("section.script")
    lines = script.select("p.say")
    # Without the lines for an answering machine.
    return [words(line) for line in lines if not line.find_parent("details")]


def test_a_request_that_names_the_office_is_written_for_each(client):
    alert_with("{office}, please seal {what}.")
    assert said(client)[1:-1] == [
        "Mark Dayton , please seal SF958 .",
        "Al Franken , please seal SF958 .",
    ]


def test_a_request_that_names_no_office_is_written_once(client):
    alert_with("Please seal {what}.")
    assert said(client)[1:-1] == ["Please seal SF958 ."]


def test_a_request_whose_name_is_missing_is_not_written(client):
    alert_with("Please seal {what}.", about="")
    page = read(client)
    assert not page.select("section.script")
    assert not page.select("p.why")
    assert page.select(".office")


def test_a_line_has_its_meaning_whether_or_not_somebody_has_reviewed_it(client, settings):
    settings.INTERFACE_REVIEWED_ON = {"so": DAY}
    alert = alert_with("Please seal {what}.")
    somali = PhraseTranslation.objects.create(
        phrase=alert.action_type.plea, language="so", text="Fadlan saxiix {what}."
    )

    def meanings():
        script = read(client, "so").select_one("section.script")
        items = [li for li in script.select("ol > li") if not li.find_parent("details")]
        return {words(li.select_one(".say")): li.select_one(".meaning") for li in items}

    assert words(meanings()["Please seal SF958 ."]) == "Fadlan saxiix SF958 ."
    assert meanings()["Please seal SF958 ."].find_previous_sibling()["class"] == ["say"]
    assert meanings()["Thank you for listening."] is not None
    somali.reviewed_on = DAY
    somali.save()
    assert words(meanings()["Please seal SF958 ."]) == "Fadlan saxiix SF958 ."
    assert meanings()["Please seal SF958 ."].find_next_sibling()["class"] == ["say"]


def test_a_translation_that_lacks_a_placeholder_is_not_shown(client, settings):
    settings.INTERFACE_REVIEWED_ON = {"so": DAY}
    alert = alert_with("Please seal {what}.")
    somali = PhraseTranslation.objects.create(
        phrase=alert.action_type.plea, language="so", text="Fadlan saxiix {what}.", reviewed_on=DAY
    )
    assert "Fadlan saxiix" in words(read(client, "so"))
    PhraseTranslation.objects.filter(pk=somali.pk).update(text="Fadlan saxiix.")
    assert "Fadlan saxiix" not in words(read(client, "so"))


def test_an_english_reader_is_told_to_ask_for_no_interpreter(client):
    alert_with("Please seal {what}.")
    assert not [line for line in said(client) if "interpreter" in line]
    assert [line for line in said(client, "hmn") if "interpreter" in line]
