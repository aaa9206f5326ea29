"""Tests for the form that flags a comment."""

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alerts.comments.models import CommentSettings, PostComment, Status
from home.addresses import page_address
from home.form_tokens import MAX_AGE
from tests import factories as make
from tests.support.flags import flag, flag_address, flag_count
from tests.support.queries import query_count
from tests.support.reader_form import form_address, form_fields, write
from tests.support.soup import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PENDING, PUBLISHED = Status.PENDING, Status.PUBLISHED


def test_the_forms_about_comments_need_no_cookie(alert, comment):
    strict = Client(enforce_csrf_checks=True)
    flagged = strict.post(flag_address(comment), form_fields(strict.get(flag_address(comment))))
    assert (flagged.status_code, flag_count(comment)) == (303, 1)
    assert write(strict, form_address(alert), "My own words.").status_code == 302
    assert PostComment.objects.filter(comment="My own words.").exists()
    assert not strict.cookies


# Forged and old forms


def form_token_for(client, comment):
    return form_fields(client.get(flag_address(comment)))["form_token"]


@pytest.mark.parametrize("form_token", ["", "x", "a:b:c", "\x00", "x" * 100_000, "\ud800"])
def test_a_forged_form_token_gets_the_form_again(client, comment, form_token):
    body = b"reason=insult&form_token=" + form_token.encode("utf-8", "surrogatepass").replace(
        b"\0", b"%00"
    )
    kind = "application/x-www-form-urlencoded"
    answer = client.post(flag_address(comment), body, content_type=kind)
    assert answer.status_code == 422
    assert parse(answer).find(role="alert")
    assert parse(answer).find("input", checked=True)["value"] == "insult"
    assert flag_count(comment) == 0


def test_the_form_token_of_another_comment_is_invalid(client, alert, comment):
    other = make.comment(alert)
    answer = client.post(flag_address(comment), {"form_token": form_token_for(client, other)})
    assert (answer.status_code, flag_count(comment)) == (422, 0)


def test_an_old_form_token_is_invalid(client, comment, time_machine):
    data = {"form_token": form_token_for(client, comment)}
    time_machine.shift(MAX_AGE + 1)
    assert client.post(flag_address(comment), data).status_code == 422
    assert flag_count(comment) == 0


@pytest.mark.parametrize(
    "header", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}]
)
def test_another_site_cannot_send_the_form(client, comment, header):
    data = {"form_token": form_token_for(client, comment)}
    answer = client.post(flag_address(comment), data, headers=header)
    assert (answer.status_code, flag_count(comment)) == (403, 0)


def test_a_visit_changes_nothing(client, comment):
    for _visit in range(5):
        client.get(flag_address(comment))
        client.head(flag_address(comment))
    assert flag_count(comment) == 0
    assert client.put(flag_address(comment)).status_code == 405


# Privacy and query counts


def test_nothing_about_who_asked_is_stored_logged_or_put_into_the_browser(
    client, comment, caplog, settings, tmp_path
):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(tmp_path),
        }
    }
    caplog.set_level("DEBUG")
    where = {"REMOTE_ADDR": "203.0.113.97", "HTTP_USER_AGENT": "Spy-Browser"}
    first = client.get(flag_address(comment), **where)
    answer = client.post(flag_address(comment), form_fields(first) | {"reason": "insult"}, **where)
    last = client.get(answer["Location"], **where)
    stored = "\n".join(
        repr(row) for model in apps.get_models() for row in model._base_manager.values_list()
    )
    names = "\n".join(str(path) for path in tmp_path.rglob("*"))
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for trace in ("203.0.113", "Spy-Browser"):
        assert trace not in stored + names + caplog.text
        assert trace.encode() not in content
    for response in (first, answer, last):
        assert not response.cookies
        assert "cookie" not in response.get("Vary", "").lower()
    assert first["Cache-Control"] == "private, no-cache"  # Back finds the reason that was chosen
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))


def test_the_flag_link_costs_a_page_of_comments_no_query(client, alert):
    make.comment(alert, reply_to=make.comment(alert))
    few = query_count(client, page_address(alert))
    for _one in range(9):
        make.comment(alert, is_campaign=True)
        make.comment(alert, reply_to=make.comment(alert), is_erased=True)
    assert query_count(client, page_address(alert)) == few


def test_the_flag_form_and_a_flag_cost_the_same_in_a_long_thread(alert):
    costs = []
    for replies in (1, 1, 30):  # the first round fills Django's caches
        root = make.comment(alert)
        for _reply in range(replies):
            make.comment(alert, reply_to=root)
        client = Client()
        CommentSettings.load()
        with CaptureQueriesContext(connection) as captured:
            for house in range(3):
                flag(client, root, house + 1)
        assert PostComment.objects.get(pk=root.pk).status == PENDING
        costs.append(len(captured))
    assert costs[1] == costs[2]
