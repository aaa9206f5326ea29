"""Tests for the addresses to which readers' forms are sent."""

import pytest

from alerts.comments.models import PostComment, Status
from tests import factories as make
from tests.support import call_reports
from tests.support.reader_form import form_address, form_fields
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, make.office())
    return alert


def comment_form(alert):
    return form_address(alert)


def reply_form(alert):
    return f"{form_address(alert)}?reply_to={make.comment(alert).pk}"


def edit_form(alert):
    make.own_comment(alert, "token", status=Status.PENDING)
    return "/en/comment/token/edit/"


def report_form(alert):
    return call_reports.address(alert)


@pytest.mark.parametrize("form_of", [comment_form, reply_form, edit_form, report_form])
def test_no_form_is_sent_to_the_address_of_its_page(client, alert, form_of):
    address, seen = form_of(alert), set()
    page = client.get(address)
    for _time in range(3):
        seen.add(address)
        form = parse(page).select_one("form[data-keep-words]")
        assert form["action"] not in seen
        assert form["action"].partition("?")[0] == address.partition("?")[0]
        assert form.select_one("[data-not-sent]").has_attr("hidden")
        assert parse(page).select("script[src*='reader-form']")
        address = form["action"]
        page = client.post(address, form_fields(page) | {"comment": ""})
        assert page.status_code == 422


@pytest.mark.parametrize(
    ("number", "following"),
    [*((bad, 1) for bad in ("-1", "x", "9" * 30, "²", "%00", "999999")), ("99999", 100_000)],
)
def test_a_number_that_is_none_or_too_long_is_replaced(client, alert, number, following):
    page = client.get(f"{form_address(alert)}?send={number}")
    action = parse(page).select_one("form[data-keep-words]")["action"]
    assert action.endswith(f"?send={following}")


def test_a_reply_that_is_opened_at_the_address_of_its_sending_is_still_a_reply(client, alert):
    address = reply_form(alert)
    action = parse(client.get(address)).select_one("form[data-keep-words]")["action"]
    client.post(action, form_fields(client.get(action)) | {"comment": "My reply."})
    assert PostComment.objects.get(comment="My reply.").reply_to is not None
