"""Tests for the links in emails to comment writers, which confirm an address or stop the emails."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from alerts.comments.models import FollowUp, Status
from home.logs import PrivateFormatter
from tests import factories as make
from tests.support.everything import everything_stored
from tests.support.reader_form import form_address, form_fields, write
from tests.support.soup import parse
from tests.support.writer import ADDRESS, ONE_CLICK, confirm_path, main, press, stop_path

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED = Status.PENDING, Status.PUBLISHED


# Confirmation


def test_opening_the_link_changes_nothing_and_the_button_confirms(writer):
    writer.leave()
    path = confirm_path(writer.outbox[0])
    for _scanner in range(2):
        assert writer.client.get(path).status_code == 200
        assert writer.client.head(path).status_code == 200
    assert FollowUp.objects.get().confirmed_at is None
    answer = press(writer.client, path)
    assert (answer.status_code, answer["Location"]) == (303, path)
    assert FollowUp.objects.get().confirmed_at
    assert "We will send you an email" in main(writer.client.get(path))


def test_a_confirmation_can_be_sent_twice(writer):
    writer.leave()
    path = confirm_path(writer.outbox[0])
    data = form_fields(writer.client.get(path))
    assert [writer.client.post(path, data).status_code for _click in range(2)] == [303, 303]


@pytest.mark.parametrize(
    ("fields", "headers", "status"),
    [
        ({"form_token": ""}, {}, 422),
        ({"form_token": "forged"}, {}, 422),
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ({}, {"Origin": "https://elsewhere.example"}, 403),
        ({}, {"Origin": "null"}, 303),
    ],
)
def test_only_our_own_page_confirms(writer, fields, headers, status):
    writer.leave()
    answer = press(writer.client, confirm_path(writer.outbox[0]), headers, **fields)
    assert answer.status_code == status
    assert bool(FollowUp.objects.get().confirmed_at) is (status == 303)


def test_a_link_older_than_two_days_confirms_nothing(writer):
    writer.leave()
    path = confirm_path(writer.outbox[0])
    data = form_fields(writer.client.get(path))
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=1)):
        for answer in (writer.client.get(path), writer.client.post(path, data)):
            assert answer.status_code == 404
            assert "This link no longer works" in main(answer)
            assert not parse(answer).select(f"a[href*='{path.split('/')[-2]}']")
    assert FollowUp.objects.get().confirmed_at is None


def test_a_confirmed_link_still_says_so_later(writer):
    writer.leave()
    path = confirm_path(writer.outbox[0])
    press(writer.client, path)
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert writer.client.get(path).status_code == 200


@pytest.mark.parametrize("which", ["confirm", "stop"])
@pytest.mark.parametrize("token", ["x", "a.b", ".", "..", "%00", "é", "a.b.c", "x" * 5000, "None"])
def test_a_wrong_token_is_not_found(writer, which, token):
    writer.leave()
    path = f"/en/comment/{which}/{token}/"
    for answer in (writer.client.get(path), writer.client.post(path, ONE_CLICK)):
        assert answer.status_code == 404
    assert FollowUp.objects.get().confirmed_at is None


def test_a_token_to_confirm_does_not_stop_and_a_token_to_stop_does_not_confirm(writer):
    writer.leave()
    confirm, stop = confirm_path(writer.outbox[0]), stop_path(writer.outbox[0])
    assert writer.client.post(confirm.replace("confirm", "stop"), ONE_CLICK).status_code == 404
    assert writer.client.get(stop.replace("stop", "confirm")).status_code == 404
    assert FollowUp.objects.exists()


def test_the_database_alone_opens_no_link_and_a_new_secret_breaks_none(writer, settings):
    writer.leave()
    stop = stop_path(writer.outbox[0])
    assert stop.split("/")[-2] not in everything_stored()
    key = FollowUp.objects.get().key
    assert re.fullmatch("[0-9a-f]{16}", key)
    assert writer.client.post(f"/en/comment/stop/{key}/", ONE_CLICK).status_code == 404
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert writer.client.post(stop, ONE_CLICK).status_code == 200
    assert not FollowUp.objects.exists()


def test_the_pages_of_the_links_pass_their_address_on_to_nobody(writer):
    writer.leave()
    for path in (
        confirm_path(writer.outbox[0]),
        stop_path(writer.outbox[0]),
        "/en/comment/stop/x/",
    ):
        response = writer.client.get(path)
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies
        assert ADDRESS not in response.content.decode()


# Stop


def test_one_click_without_cookie_or_form_token_deletes_the_address_at_once(writer):
    writer.decide(writer.confirm())
    (mail,) = writer.outbox
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    headers = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    answers = [
        writer.client.post(stop_path(mail), ONE_CLICK, headers=headers) for _time in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert not answers[0].cookies
    assert ADDRESS not in everything_stored()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (
            '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n'
            "--b--\r\n",
            "multipart/form-data; boundary=b",
        ),
    ],
)
def test_both_forms_of_the_one_click_are_understood(writer, body, content_type):
    writer.leave()
    answer = writer.client.post(stop_path(writer.outbox[0]), body, content_type=content_type)
    assert answer.status_code == 200
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("data", [{}, {"List-Unsubscribe": "x"}, {"form_token": "x"}])
def test_a_post_that_is_no_one_click_shows_the_button(writer, data):
    writer.leave()
    answer = writer.client.post(stop_path(writer.outbox[0]), data)
    assert answer.status_code == 422
    assert "List-Unsubscribe" in form_fields(answer)
    assert FollowUp.objects.exists()


def test_the_page_with_the_button_stops_too_but_opening_it_does_not(writer):
    writer.leave()
    path = stop_path(writer.outbox[0])
    writer.client.get(path)
    assert FollowUp.objects.exists()
    assert "Your email address is deleted." in main(press(writer.client, path))
    assert not FollowUp.objects.exists()
    assert "Your email address is deleted." in main(writer.client.get(path))


def test_no_email_is_sent_after_a_stop(writer):
    comment = writer.confirm()
    writer.decide(comment)
    writer.client.post(stop_path(writer.outbox[0]), ONE_CLICK)
    writer.decide(make.comment(writer.post, status=PENDING, reply_to=comment))
    assert len(writer.outbox) == 1


def test_the_private_page_says_whether_mails_are_on_and_leads_to_the_stop(writer):
    private = write(writer.client, form_address(writer.post), follow_up=ADDRESS)["Location"]
    assert "Open it and say yes" in main(writer.client.get(private))
    writer.work()
    press(writer.client, confirm_path(writer.outbox[0]))
    page = writer.client.get(private)
    assert "We will send you an email" in main(page)
    assert ADDRESS not in page.content.decode()
    press(writer.client, parse(page).find("a", string="Stop these emails")["href"])
    assert not FollowUp.objects.exists()
    assert "Emails about your comment" not in main(writer.client.get(private))


# Logs


@pytest.mark.parametrize("which", ["confirm", "stop"])
def test_the_token_is_in_no_log_when_the_server_fails(writer, monkeypatch, caplog, which):
    writer.leave()
    path = {"confirm": confirm_path, "stop": stop_path}[which](writer.outbox[0])

    def fail(*args):
        raise RuntimeError("the database is away")

    monkeypatch.setattr("alerts.comments.models.follow_up.FollowUpQuerySet.for_token", fail)
    caplog.handler.setFormatter(PrivateFormatter())
    writer.client.raise_request_exception = False
    assert writer.client.get(path).status_code == 500
    assert f"(500, view comments:{which}_mail)" in caplog.text
    assert path.split("/")[-2] not in caplog.text
