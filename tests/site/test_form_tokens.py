"""Tests for form tokens and origin checks, which protect readers' forms without a session."""

import time

import pytest
import time_machine
from django.test import override_settings

from alerts.comments.models import PostComment
from alerts.comments.models.follow_up import MOST_ASKED, AskedAddress
from home.addresses import page_address
from home.form_tokens import MAX_AGE, make_form_token
from tests import factories as make
from tests.support.reader_form import form_address, form_fields, typed, write

pytestmark = pytest.mark.django_db

WORDS = {"comment": "An hour's work.", "name": "Xamdi"}


@pytest.fixture
def alert():
    return make.AlertPageFactory()


def missing(client, alert):
    return ""


def rubbish(client, alert):
    return "no form token at all"


def hostile(client, alert):
    return "\x00:é:\U0001f4a5:" * 1000


def tampered_with(client, alert):
    payload, signature = make_form_token("comment", alert.pk).split(":", 1)
    return f"{payload[:-1]}{'A' if payload[-1] != 'A' else 'B'}:{signature}"


def cut_off(client, alert):
    return make_form_token("comment", alert.pk)[:-1]


def for_another_post(client, alert):
    return form_fields(client.get(form_address(make.AlertPageFactory())))["form_token"]


def for_another_form(client, alert):
    return make_form_token("report", alert.pk)


def signed_by_somebody_else(client, alert):
    with override_settings(SECRET_KEY="k" * 50):
        return make_form_token("comment", alert.pk)


def expired(client, alert):
    with time_machine.travel(time.time() - MAX_AGE - 60):
        return form_fields(client.get(form_address(alert)))["form_token"]


INVALID = [
    missing,
    rubbish,
    hostile,
    tampered_with,
    cut_off,
    for_another_post,
    for_another_form,
    signed_by_somebody_else,
    expired,
]


@pytest.mark.parametrize("form_token", INVALID)
def test_a_comment_with_an_invalid_form_token_is_refused_with_its_text_and_a_valid_token(
    client, alert, form_token
):
    address = form_address(alert)
    refused = client.post(address, WORDS | {"form_token": form_token(client, alert)})
    assert refused.status_code == 422
    assert not PostComment.objects.exists()

    fields = form_fields(refused)
    assert fields | WORDS == fields
    assert client.post(address, fields).status_code == 302
    assert PostComment.objects.get().comment == WORDS["comment"]


def test_a_form_can_lie_open_for_hours(client, alert):
    address = form_address(alert)
    # django-contrib-comments refuses a form after two hours.
    with time_machine.travel(time.time() - 5 * 60 * 60):
        fields = form_fields(client.get(address))
    assert client.post(address, fields | WORDS).status_code == 302


def test_a_form_that_was_open_when_the_secret_key_changed_can_be_sent(client, alert, settings):
    address = form_address(alert)
    fields = form_fields(client.get(address))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 50
    assert client.post(address, fields | WORDS).status_code == 302


def rotate(settings, new):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    settings.SECRET_KEY = new * 50


def test_a_form_sent_again_after_the_secret_key_changed_finds_its_comment(client, alert, settings):
    address = form_address(alert)
    fields = form_fields(client.get(address)) | WORDS
    first = client.post(address, fields)
    for new in "no":
        rotate(settings, new)
        assert client.post(address, fields)["Location"] == first["Location"]
        assert client.get(first["Location"]).status_code == 200
    PostComment.objects.get()


def test_a_report_sent_again_after_the_secret_key_changed_finds_its_comment(
    client, alert, settings
):
    office = make.office()
    make.call(alert, office)
    address = page_address(alert) + "report/"
    fields = form_fields(client.get(address)) | WORDS | {"call": f"{office.pk}-busy"}
    first = client.post(address, fields)
    rotate(settings, "n")
    assert client.post(address, fields)["Location"] == first["Location"]
    assert client.get(first["Location"]).status_code == 200


def test_a_form_sent_again_after_comments_closed_and_the_key_changed_finds_it(
    client, alert, settings
):
    address = form_address(alert)
    fields = form_fields(client.get(address)) | WORDS
    first = client.post(address, fields)
    alert.comments_open = False
    alert.save()
    rotate(settings, "n")
    assert client.post(address, fields)["Location"] == first["Location"]


def test_the_limit_on_emails_to_one_address_outlasts_a_new_secret_key(db, settings):
    for _time in range(MOST_ASKED - 1):
        AskedAddress.note("xamdi@elsewhere.example")
    rotate(settings, "n")
    assert not AskedAddress.is_asked_enough("xamdi@elsewhere.example")
    AskedAddress.note("xamdi@elsewhere.example")
    assert AskedAddress.is_asked_enough("xamdi@elsewhere.example")
    AskedAddress.delete_for("x.amdi+1@elsewhere.example")
    assert not AskedAddress.objects.exists()


def test_every_form_has_its_own_form_token(client, alert):
    address = form_address(alert)
    form_tokens = {form_fields(client.get(address))["form_token"] for _time in range(3)}
    assert len(form_tokens) == 3


def test_a_form_token_is_valid_in_another_language_of_the_same_post(client, alert):
    fields = form_fields(client.get(form_address(alert, "en")))
    assert client.post(form_address(alert, "so"), fields | WORDS).status_code == 302
    assert PostComment.objects.get().language == "so"


FROM_ELSEWHERE = [
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://testserver.elsewhere.example"},
    {"Origin": "http://testserver:8080"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
]


@pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=str)
def test_a_comment_that_another_site_sends_is_refused_and_shown_to_be_sent_from_ours(
    client, alert, headers
):
    address = form_address(alert)
    refused = write(client, address, headers=headers, text=WORDS["comment"], name=WORDS["name"])
    assert refused.status_code == 403
    assert typed(refused) == [WORDS["comment"]]
    assert not PostComment.objects.exists()

    fields = form_fields(refused)
    assert (
        client.post(address, fields, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302
    )
    assert PostComment.objects.get().user_name == WORDS["name"]


FROM_OUR_PAGE = [
    {},
    {"Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "none"},
]


@pytest.mark.parametrize("headers", FROM_OUR_PAGE, ids=str)
def test_a_comment_from_our_own_page_is_taken_from_old_and_new_browsers(client, alert, headers):
    assert write(client, form_address(alert), headers=headers).status_code == 302


def test_the_browser_is_allowed_to_name_the_origin_of_the_form(client, alert):
    # With “no-referrer”, browsers would send “Origin: null”, and comments would be refused.
    assert client.get(form_address(alert))["Referrer-Policy"] == "same-origin"
