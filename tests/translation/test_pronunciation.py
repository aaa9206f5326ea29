"""Tests for pronunciations of English lines."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from alerts.models import AlertPage
from home.translation import lookup
from home.translation.models import Pronunciation
from home.translation.strings.lookup import fingerprint, translatable_strings
from tests import factories as make
from tests.support.by_link import address as link_address
from tests.support.reader_form import form_fields
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

LINE, SOUND = "Please veto it.", "Bliis fiito it"


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(
        slug="call",
        title="English title",
        script=[("line", LINE), ("line", "Thank you.")],
        talking_points=[("point", "English point.")],
    )
    alert.save_revision().publish()
    return AlertPage.objects.get(pk=alert.pk)


@pytest.fixture
def somali(alert, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return make.translate(alert, "so")


def boxes(client, page):
    """Return a dict of English lines to the names of the form fields for their pronunciations."""
    translation = lookup.translation_of(page)
    shown = BeautifulSoup(client.get(edit_address(page)).content, "html.parser")
    names = {box["name"] for box in shown.select("input[name$=-pronunciation]")}
    found = {
        item.english: f"{item.key}-pronunciation" for item in translatable_strings(translation)
    }
    return {english: name for english, name in found.items() if name in names}


def shown_name(name):
    return name.replace("-pronunciation", "-shown_pronunciation")


def edit_address(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def write(client, page, text, action="save", line=LINE, **more):
    name = boxes(client, page)[line]
    shown = BeautifulSoup(client.get(edit_address(page)).content, "html.parser")
    hidden = shown_name(name)
    was = shown.find("input", {"name": hidden})["value"]
    data = {name: text, hidden: was, "action": action, "partly": "yes"}
    return client.post(edit_address(page), data | more)


def publish(client, page, capture):
    with capture(execute=True):
        client.post(edit_address(page), {"action": "publish", "partly": "yes"})


def heard(client, language="so"):
    page = parse(client.get(f"/{language}/alerts/call/"))
    return [
        (one.get("lang"), one.get_text(" ", strip=True)) for one in page.select(".pronunciation")
    ]


def test_only_lines_that_are_said_aloud_have_a_box(translator, somali):
    assert set(boxes(translator, somali)) == {LINE, "Thank you."}


def test_a_pronunciation_stands_below_its_line_once_it_is_published(
    translator, somali, django_capture_on_commit_callbacks
):
    assert write(translator, somali, f" {SOUND} ").status_code == 302
    assert heard(translator) == []
    publish(translator, somali, django_capture_on_commit_callbacks)
    ((language, text),) = heard(translator)
    assert language == "so"
    assert text.endswith(SOUND)
    assert heard(translator, "hmn") == heard(translator, "en") == []
    write(translator, somali, "")
    assert not Pronunciation.objects.exists()
    assert len(heard(translator)) == 1
    publish(translator, somali, django_capture_on_commit_callbacks)
    assert heard(translator) == []


def test_a_pronunciation_is_dropped_only_when_its_english_line_changes(
    translator, alert, somali, django_capture_on_commit_callbacks
):
    write(translator, somali, SOUND)
    publish(translator, somali, django_capture_on_commit_callbacks)
    write(translator, somali, "Written since")
    with django_capture_on_commit_callbacks(execute=True):
        alert.talking_points = [("point", "English other point.")]
        alert.save_revision().publish()
    assert [text.endswith(SOUND) for _language, text in heard(translator)] == [True]
    with django_capture_on_commit_callbacks(execute=True):
        alert.script[0].value = "Please veto this bill."
        alert.save_revision().publish()
    assert heard(translator) == []
    somali.refresh_from_db()
    publish(translator, somali, django_capture_on_commit_callbacks)
    assert heard(translator) == []


@pytest.mark.parametrize("text", ["x" * 501, "Bliis\ue000 fiito"], ids=["long", "invisible"])
def test_an_invalid_pronunciation_is_refused_and_shown_with_the_reason(translator, somali, text):
    refused = write(translator, somali, text)
    assert refused.status_code == 422
    page = BeautifulSoup(refused.content, "html.parser")
    (box,) = page.select("input[name$=-pronunciation][aria-invalid]")
    assert box["value"] == text
    assert page.find(id=box["aria-describedby"]).get_text(strip=True)
    assert not Pronunciation.objects.exists()


def test_another_translators_pronunciation_is_not_overwritten_unseen(translator, somali):
    write(translator, somali, "First")
    overtaken = {shown_name(boxes(translator, somali)[LINE]): fingerprint("")}
    refused = write(translator, somali, "Second", **overtaken)
    assert refused.status_code == 422
    assert "It now reads: “First”" in refused.content.decode()
    assert Pronunciation.objects.get().text == "First"


def test_a_volunteer_writes_a_pronunciation_by_link_and_cannot_publish_or_empty_it(
    client, alert, somali, django_capture_on_commit_callbacks
):
    translation = lookup.translation_of(somali)
    alert.script = [*alert.script.raw_data, {"type": "line", "value": "Goodbye."}]
    with django_capture_on_commit_callbacks(execute=True):
        alert.save_revision().publish()
    translation.refresh_from_db()
    _link, token = make.link(translation)
    item = next(one for one in translatable_strings(translation) if one.english == "Goodbye.")
    place = f"{link_address(translation, token)}{item.key}/"
    form = form_fields(client.get(place))
    name = f"{item.key}-pronunciation"
    assert form[name] == ""
    sent = client.post(place, form | {f"{item.key}-text": "Nabad gelyo.", name: "Guud baay"})
    assert sent.status_code == 303
    assert Pronunciation.objects.get().text == "Guud baay"
    assert heard(client) == []
    refused = client.post(place, form_fields(client.get(place)) | {name: ""})
    assert refused.status_code == 422
    assert Pronunciation.objects.get().text == "Guud baay"
