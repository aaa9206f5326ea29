"""Tests for the states of translation links and of their steps."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation.models import LinkUse, ReviewRequest
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests.support.by_link import WAYS, leave, open_link, send, steps
from tests.support.reader_form import form_fields
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db
LOOK_AGAIN, SAVED = "mar kale eeg", "✓"


def state_of_first(client, url):
    return text_of(parse(client.get(url)).select_one("ol.steps .step-state"))


@pytest.mark.parametrize(
    ("text", "how", "needs_another_look"),
    [
        ("Cinwaan", {}, False),
        ("Cinwaan", {"by_machine": True}, True),
        ("English title", {}, True),
    ],
)
def test_a_step_is_to_be_looked_at_again_if_nobody_has_confirmed_it(
    client, text, how, needs_another_look
):
    translation, url = open_link()
    to_do = state_of_first(client, url)
    save_translation(translatable_strings(translation)[0], text, **how)
    state = state_of_first(client, url)
    assert state != to_do
    assert (LOOK_AGAIN in state) is needs_another_look
    assert (SAVED in state) is not needs_another_look


def test_a_step_whose_text_could_not_be_published_is_to_be_done(client):
    translation, url = open_link()
    to_do = state_of_first(client, url)
    save_translation(translatable_strings(translation)[0], "Cinwaan")
    StringTranslation.objects.update(has_error=True)
    assert state_of_first(client, url) == to_do


def test_five_boxes_fit_on_one_page(client):
    items = "".join(f"<li>English item {number}</li>" for number in range(5))
    _translation, url = open_link(response=f"<ul>{items}</ul>")
    assert len(steps(client, url)) == 3
    assert len(parse(client.get(steps(client, url)[-1])).find_all("textarea")) == 5


def test_the_button_leads_to_the_first_open_step_and_at_last_to_the_first(client):
    _translation, url = open_link()
    first, second = steps(client, url)
    for text, step, then in (
        ("", None, first),
        ("Cinwaan", first, second),
        ("Codso", second, first),
    ):
        if step:
            send(client, step, text)
        assert parse(client.get(url)).select_one("a.button")["href"] == then
    assert [leave(client, second, way) for way in WAYS] == [first, url, url]


def submitted(client, **fields):
    translation, url = open_link(**fields)
    for step in steps(client, url):
        send(client, step, "Eray")
    assert client.post(url, form_fields(client.get(url))).status_code == 303
    return translation, url


def test_a_text_that_is_corrected_after_it_was_submitted_can_be_submitted_again(client):
    _translation, url = submitted(client)
    assert form_fields(client.get(url)) is None
    send(client, steps(client, url)[0], "Eray kale")
    assert client.post(url, form_fields(client.get(url))).status_code == 303
    assert form_fields(client.get(url)) is None
    assert ReviewRequest.objects.count() == 1
    assert LinkUse.objects.filter(what="submitted").count() == 2


def test_an_expired_link_shows_what_became_of_the_work_but_takes_nothing_more(client):
    translation, url = submitted(client)
    form = {"form_token": parse(client.get(steps(client, url)[0])).find("input")["value"]}
    translation.links.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(url).status_code == 200
    assert client.post(url, form).status_code == 410


def test_an_expired_link_does_not_ask_for_what_has_changed_since(client):
    translation, url = submitted(client)
    page = AlertPage.objects.get(locale__language_code="en")
    page.ask = "Changed ask"
    page.save_revision().publish()
    translation.links.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(url).status_code == 410
