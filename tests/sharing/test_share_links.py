"""Tests for messages that readers send to friends, and for structured data."""

import json
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from alerts.models import OfficePhone
from home.translation.models import PhraseTranslation
from home.translation.strings.checks import find_errors
from home.translation.strings.lookup import translatable_strings
from tests import factories as make
from tests.support.every_page import ended_alert
from tests.support.markup import find, parse, text_of

pytestmark = pytest.mark.django_db

NOON = datetime(2031, 6, 3, 12, tzinfo=ZoneInfo("America/Chicago"))


@pytest.fixture
def alert(time_machine):
    time_machine.move_to(NOON)
    made = make.AlertPageFactory(
        slug="call",
        title="Call now",
        share_text="Call {number} before {deadline}!",
        ends_at=NOON + timedelta(hours=5),
    )
    make.call(made, make.office())
    return made


def section(client, language="en"):
    return find(parse(client.get(f"/{language}/alerts/call/")), "section", class_="share")[0]


def message(client, language="en"):
    return find(section(client, language), "textarea")[0].text


def test_the_links_carry_the_whole_message_with_number_date_and_address(client, alert):
    whole = (
        "Call (651) 201-3400 before Tuesday, June 3, 2031, 5:00 p.m., Central Time!"
        "\nhttp://testserver/en/alerts/call/"
    )
    assert message(client) == whole
    links = {
        text_of(link): link.get("href") for link in find(section(client), "a", class_="button")
    }
    assert parse_qs(urlsplit(links["WhatsApp"]).query) == {"text": [whole]}
    assert links["WhatsApp"].startswith("https://wa.me/?")
    assert parse_qs(links["Text message (SMS)"].removeprefix("sms:?&")) == {"body": [whole]}
    mail = parse_qs(links["Email"].removeprefix("mailto:?"))
    assert mail == {"subject": ["Call now"], "body": [whole]}
    assert "+" not in links["Email"]  # email programs would show a plus sign
    assert parse_qs(urlsplit(links["Facebook"]).query) == {
        "u": ["http://testserver/en/alerts/call/"]
    }


def test_a_corrected_number_and_deadline_reach_every_language_at_once(
    client, alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(
            alert,
            "es",
            lambda english: (
                "¡Llame al {number} antes del {deadline}!"
                if "{number}" in english
                else f"[es] {english}"
            ),
        )
    assert message(client, "es").startswith(
        "¡Llame al (651) 201-3400 antes del martes 3 de junio de 2031, 5:00 p. m., hora del centro!"
    )
    alert.ends_at += timedelta(days=1)
    alert.save()
    OfficePhone.objects.update(number="+16515550123")
    assert message(client, "es").startswith(
        "¡Llame al (651) 555-0123 antes del miércoles 4 de junio de 2031, 5:00 p. m."
    )


@pytest.mark.parametrize(
    ("language", "start"),
    [
        (
            "en",
            "English ask: call the governor. Call (651) 201-3400. Until Tuesday, June 3, 2031",
        ),
        ("es", "Pida a Mark Dayton que vete SF958. Llame al (651) 201-3400. Hasta el martes 3 de"),
        (
            "so",
            "English ask: call the governor. Call (651) 201-3400. Until Tuesday, June 3, 2031",
        ),
    ],
)
def test_without_an_editors_text_the_message_is_the_ask_or_a_phrase_in_one_language(
    client, alert, language, start
):
    alert.share_text, alert.about = "", "SF958"
    alert.action_type = make.ask_for("of our own", "Ask {office} for a veto of {what}.", "Please.")
    alert.save()
    PhraseTranslation.objects.create(
        phrase=alert.action_type.sentence,
        language="es",
        text="Pida a {office} que vete {what}.",
        reviewed_on=timezone.localdate(),
    )
    assert message(client, language).startswith(start)
    assert message(client, language).endswith(f"\nhttp://testserver/{language}/alerts/call/")


def test_an_unreviewed_sentence_is_not_in_the_message(
    client, alert, django_capture_on_commit_callbacks
):
    alert.share_text, alert.about, alert.ask = "", "SF958", "Ask for a veto."
    alert.action_type = make.ask_for("of our own", "Ask {office} for a veto of {what}.", "Please.")
    alert.save()
    PhraseTranslation.objects.create(
        phrase=alert.action_type.sentence, language="so", text="Ha la diido."
    )
    assert message(client, "so").startswith("Ask for a veto. Call ")
    PhraseTranslation.objects.update(reviewed_on=timezone.localdate())
    assert message(client, "so").startswith("Ha la diido. Wac ")
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    assert message(client, "so").startswith("[so] Ask for a veto. Wac ")


def test_a_text_whose_placeholder_has_no_value_is_replaced(client, alert):
    alert.office_links.all().delete()
    assert message(client).startswith(alert.ask)
    assert "{" not in message(client)


def test_the_number_is_never_a_tty(client, alert):
    OfficePhone.objects.update(is_tty=True)
    OfficePhone.objects.create(
        office=alert.office_links.get().office, number="+16515550123", sort_order=9
    )
    assert "(651) 555-0123" in message(client)
    assert "201-3400" not in message(client)


def test_an_alert_that_is_over_is_shared_by_its_address_only(client):
    make.call(ended_alert(slug="call", share_text="Call {number}!"), make.office())
    assert message(client, "hmn") == "http://testserver/hmn/alerts/call/"
    assert not find(section(client, "hmn"), "a", class_="button")
    assert "wa.me" not in client.get("/hmn/alerts/call/").content.decode()


@pytest.mark.parametrize("text", ["Call {phone}", "Call {number", "Call { number }", "a } b"])
def test_an_unknown_placeholder_is_refused_beside_the_field(alert, text):
    alert.share_text = text
    with pytest.raises(ValidationError) as refused:
        alert.clean()
    assert list(refused.value.message_dict) == ["share_text"]


@pytest.mark.parametrize("text", ["Wac {number}", "Wac {number} {deadline} {number}", "{lambar}"])
def test_a_translation_that_lacks_or_adds_a_placeholder_is_refused(alert, text):
    translation = make.submit(alert, "so")
    item = next(one for one in translatable_strings(translation) if one.block == "share_text")
    assert find_errors(item, text)
    assert not find_errors(item, "Wac {number} ka hor {deadline}!")


@pytest.mark.hostile
def test_an_editors_text_cannot_end_the_element_that_holds_it(client, alert):
    bad = "</script><b>\"'&"
    alert.title, alert.share_text = bad, f"</textarea><b>{bad}"
    alert.save()
    root = parse(client.get("/en/alerts/call/"))
    assert not [element for element in find(root, "b") if text_of(element).startswith("\"'")]
    (data,) = find(root, "script", type="application/ld+json")
    assert json.loads(data.text)["@graph"][0]["headline"] == bad


def test_structured_data_have_the_article_the_call_day_and_the_meeting(client, alert):
    alert.meeting = make.meeting(is_cancelled=True)
    alert.save()
    root = parse(client.get("/es/alerts/call/"))
    (data,) = find(root, "script", type="application/ld+json")
    article, days, meeting = json.loads(data.text)["@graph"]
    assert (article["@type"], article["inLanguage"]) == ("Article", "en")
    assert days["endDate"] == "2031-06-03T17:00:00-05:00"
    assert days["eventStatus"] == "https://schema.org/EventScheduled"
    assert meeting["eventStatus"] == "https://schema.org/EventCancelled"
    assert meeting["location"]["name"] == "Walker Church"
