"""Tests for traces that a reader leaves on the site."""

import logging

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from alerts.comments.models import FollowUp, PostComment, Status
from home.addresses import page_address
from tests import factories as make
from tests.comments.test_comment_privacy import TRACES
from tests.support.everything import everything_in, everything_stored
from tests.support.reader_form import form_address, form_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def cache_folder(settings, tmp_path):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(tmp_path / "cache"),
        }
    }
    return tmp_path / "cache"


@pytest.fixture
def reader(client):
    """Return a client whose requests identify the reader by cookie, address and headers."""
    client.cookies["trace"] = TRACES["cookie"]
    client.defaults |= {
        "REMOTE_ADDR": TRACES["address"],
        "HTTP_X_FORWARDED_FOR": TRACES["address behind the proxy"],
        "HTTP_USER_AGENT": TRACES["browser"],
        "HTTP_REFERER": f"http://{TRACES['where from']}/",
        "HTTP_ACCEPT_LANGUAGE": TRACES["language"],
    }
    return client


def send(reader, address, **fields):
    # Data that the form does not ask for.
    extra = {
        "user_email": TRACES["e-mail"],
        "url": f"https://{TRACES['link']}/",
        "ip_address": TRACES["address"],
    }
    return reader.post(address, form_fields(reader.get(address)) | extra | fields)


def visit(reader, alert):
    """Visit pages, and write, flag, change and delete comments. Return their private URLs."""
    other = make.comment(alert, text="Another reader's words.")
    for address in (page_address(alert, "en"), page_address(alert, "so"), "/en/", "/en/nothing/"):
        reader.get(address)
    flag = f"{page_address(alert)}comments/{other.pk}/flag/"
    assert send(reader, flag, reason="personal").status_code in (302, 303)
    assert PostComment.objects.get(pk=other.pk).flag_count == 1
    private = []
    for query, email in (("", ""), (f"?reply_to={other.pk}", TRACES["e-mail"]), ("", "")):
        words = {"comment": "Ownwords.", "name": "Ownname", "follow_up": email}
        answer = send(reader, form_address(alert) + query, **words)
        assert answer.status_code == 302
        assert FollowUp.objects.filter(email=email).exists() == bool(email)
        private.append(answer["Location"])
    assert send(reader, form_address(alert), comment="").status_code == 422
    assert send(reader, form_address(alert), comment="x", form_token="forged").status_code == 422
    for address in private:
        assert reader.get(address).status_code == 200
    assert send(reader, private[0] + "edit/", comment="Changedwords.").status_code == 303
    assert send(reader, private[1] + "delete/").status_code == 303
    assert reader.get(private[1]).status_code == 404
    return private


def traces_in(text):
    return [name for name, trace in TRACES.items() if trace in text]


@pytest.mark.parametrize("proxies", [0, 1])
def test_nothing_of_the_reader_is_left_but_words_and_name(
    reader, settings, cache_folder, caplog, proxies
):
    settings.TRUSTED_PROXIES = proxies
    caplog.set_level(logging.INFO)
    private = visit(reader, make.AlertPageFactory())
    stored, cached = everything_stored(), everything_in(cache_folder)
    ledger = configured.ERASURE_LEDGER.read_text()
    assert "Changedwords." in stored
    assert "Ownname" in stored
    for kept in (stored, cached, caplog.text, ledger):
        assert traces_in(kept) == []
    # Only the writer knows the key of a private page. A comment's text is only in its own table.
    tokens = [address.split("/")[-2] for address in private]
    for kept in (stored, cached, caplog.text, ledger):
        assert [token for token in tokens if token in kept] == []
    for kept in (cached, caplog.text, ledger):
        assert "words." not in kept
        assert "Ownname" not in kept


def test_after_an_erasure_the_words_are_left_nowhere(
    reader, admin_of, cache_folder, caplog, tmp_path
):
    caplog.set_level(logging.INFO)
    visit(reader, make.AlertPageFactory())
    moderator = admin_of("Moderators")
    for comment in PostComment.objects.filter(status=Status.PENDING):
        moderator.get("/admin/comments/")
        moderator.post(
            reverse("moderation:erase", args=(comment.pk,)), {"edits": str(comment.edits)}
        )
    call_command("housekeeping")
    kept = everything_stored() + everything_in(cache_folder) + caplog.text
    kept += configured.ERASURE_LEDGER.read_text()
    for word in ("Ownwords", "Changedwords", "Ownname"):
        assert word not in kept


def test_the_search_finds_stored_text(cache_folder):
    make.comment(make.AlertPageFactory(), text=TRACES["address"])
    cache.set("some", f"page for {TRACES['browser']}")
    assert traces_in(everything_stored()) == ["address"]
    assert traces_in(everything_in(cache_folder)) == ["browser"]
