"""Tests for the privacy of readers who comment."""

import logging

import pytest
from django.conf import settings

from alerts.comments.models import PostComment, Status
from home.addresses import page_address
from tests import factories as make
from tests.support.everything import everything_stored
from tests.support.reader_form import form_address, form_fields, write
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

# Data that identifies a reader, which must not be in any table or log.
TRACES = {
    "address": "203.0.113.97",
    "address behind the proxy": "198.51.100.98",
    "browser": "Spy-Browser",
    "e-mail": "reader@elsewhere.example",
    "link": "profile.elsewhere.example",
    "where from": "before.elsewhere.example",
    "language": "xx-Trace",
    "cookie": "cookie-trace",
}


def send_with_traces(client, address, **fields):
    client.cookies["trace"] = TRACES["cookie"]
    browser = {
        "REMOTE_ADDR": TRACES["address"],
        "HTTP_X_FORWARDED_FOR": TRACES["address behind the proxy"],
        "HTTP_USER_AGENT": TRACES["browser"],
        "HTTP_REFERER": f"http://{TRACES['where from']}/",
        "HTTP_ACCEPT_LANGUAGE": TRACES["language"],
    }
    data = form_fields(client.get(address, **browser)) | {
        "comment": "My own words.",
        "email": TRACES["e-mail"],
        "user_email": TRACES["e-mail"],
        "url": f"https://{TRACES['link']}/",
        "user_url": f"https://{TRACES['link']}/",
        "ip_address": TRACES["address"],
        "followup": "on",
    }
    return client.post(address, data | fields, **browser)


@pytest.mark.parametrize("proxies", [0, 1])
def test_nothing_of_the_reader_but_words_and_name_is_stored(client, settings, proxies):
    settings.TRUSTED_PROXIES = proxies
    answer = send_with_traces(client, form_address(make.AlertPageFactory()), name="Xamdi")
    assert answer.status_code == 302
    stored = everything_stored()
    assert "My own words." in stored
    assert "Xamdi" in stored
    assert [name for name, trace in TRACES.items() if trace in stored] == []


def test_the_package_s_columns_for_addresses_stay_empty(client):
    send_with_traces(client, form_address(make.AlertPageFactory()))
    comment = PostComment.objects.get()
    assert comment.ip_address is None
    assert (comment.user_email, comment.user_url) == ("", "")
    assert comment.followup is False


def test_a_comment_of_somebody_who_is_signed_in_is_not_tied_to_the_account(admin_of):
    client = admin_of("Editors")
    write(client, form_address(make.AlertPageFactory()), name="")
    comment = PostComment.objects.get()
    assert comment.user is None
    assert comment.name == ""


@pytest.mark.parametrize(
    "fields", [{}, {"comment": ""}, {"form_token": "forged"}, {"comment": "x" * 3_000_000}]
)
def test_no_log_holds_a_word_or_a_trace_of_the_reader(client, caplog, fields):
    caplog.set_level(logging.INFO)
    send_with_traces(client, form_address(make.AlertPageFactory()), **fields)
    assert "My own words." not in caplog.text
    assert [name for name, trace in TRACES.items() if trace in caplog.text] == []


def test_no_mail_is_sent(client, mailoutbox, run_worker):
    assert send_with_traces(client, form_address(make.AlertPageFactory())).status_code == 302
    run_worker()
    assert not mailoutbox


def test_the_form_asks_for_a_comment_a_name_an_address_for_mails_and_nothing_else(client):
    fields = form_fields(client.get(form_address(make.AlertPageFactory())))
    assert set(fields) == {"comment", "name", "follow_up", "honeypot", "form_token"}
    page = parse(client.get(form_address(make.AlertPageFactory())))
    assert page.find("input", {"name": "name"})["autocomplete"] == "off"


def thread(client, alert):
    make.comment(alert)
    return client.get(page_address(alert, "so"))


def form(client, alert):
    return client.get(form_address(alert, "so"))


def stored(client, alert):
    return write(client, form_address(alert, "so"))


def sent(client, alert):
    return client.get(stored(client, alert)["Location"])


def refused_input(client, alert):
    return write(client, form_address(alert, "so"), "")


def refused_form_token(client, alert):
    return client.post(form_address(alert, "so"), {"comment": "x"})


def from_elsewhere(client, alert):
    headers = {"Sec-Fetch-Site": "cross-site"}
    return write(client, form_address(alert, "so"), headers=headers)


def closed(client, alert):
    make.AlertPage.objects.update(comments_open=False)
    return client.post(form_address(alert, "so"), {"comment": "x"})


def gone(client, alert):
    alert.unpublish()
    return client.post(form_address(alert, "so"), {"comment": "x"})


FORM_STATES = [form, stored, refused_input, refused_form_token, from_elsewhere, closed, gone]


@pytest.mark.parametrize("visit", [thread, sent, *FORM_STATES])
def test_a_reader_gets_no_cookie_and_no_answer_that_depends_on_one(client, visit):
    response = visit(client, make.AlertPageFactory())
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("visit", FORM_STATES)
def test_only_the_writers_browser_keeps_what_a_form_shows_again(client, visit):
    response = visit(client, make.AlertPageFactory())
    is_sent = response.status_code == 302
    # Back must show refused text, and nothing may store the link to a sent comment.
    rules = {"private", "no-store" if is_sent else "no-cache"}
    assert rules <= set(response["Cache-Control"].split(", "))
    assert is_sent or "no-store" not in response["Cache-Control"]


EMPTIES = '"cache"'


@pytest.mark.parametrize("name", ["comment/", "report/"])
@pytest.mark.parametrize("language", ["en", "so"])
def test_the_browser_forgets_refused_words_once_they_are_sent(client, name, language):
    alert = make.AlertPageFactory()
    make.call(alert, make.office())
    address = page_address(alert, language) + name
    call = f"{alert.office_links.get().office_id}-spoke"
    words = {"comment": "I was born on 1.2.1990.", "call": call}
    form = parse(client.get(address)).select_one("form[data-keep-words]")
    assert form["action"] == f"{address}?send=1"
    refused = client.post(form["action"], form_fields(client.get(address)) | words)
    assert refused.status_code == 422
    again = parse(refused).select_one("form[data-keep-words]")
    assert again["action"] == f"{address}?send=2"
    fields = form_fields(refused) | words | {"comment": "I was born here."}
    sent = client.post(again["action"], fields)
    assert (sent.status_code in (302, 303), sent["Clear-Site-Data"]) == (True, EMPTIES)
    fields = form_fields(client.get(address)) | words | {"comment": "More words."}
    assert "Clear-Site-Data" not in client.post(form["action"], fields)


@pytest.mark.parametrize("name", ["edit", "delete"])
def test_the_browser_forgets_the_former_words_of_a_changed_or_deleted_comment(client, name):
    make.own_comment(make.AlertPageFactory(), "token", "en", Status.PENDING)
    address = f"/en/comment/token/{name}/"
    fields = form_fields(client.get(address)) | {"comment": "Other words."}
    sent = client.post(address, fields)
    assert (sent.status_code, sent["Clear-Site-Data"]) == (303, EMPTIES)
    assert "no-store" in sent["Cache-Control"]


def test_the_browser_forgets_a_change_that_was_begun_and_left(client):
    make.own_comment(make.AlertPageFactory(), "token", "en", Status.PENDING)
    left = parse(client.get("/en/comment/token/edit/")).find("a", string="Back to your comment")
    assert client.get(left["href"])["Clear-Site-Data"] == EMPTIES
    by_script = client.get(left["href"], headers={"Sec-Fetch-Mode": "cors"})
    assert "Clear-Site-Data" not in by_script


@pytest.mark.parametrize("address", ["comment/", "report/"])
def test_a_form_is_fetched_anew_but_back_finds_what_was_typed(client, address):
    alert = make.AlertPageFactory()
    make.call(alert, make.office())
    response = client.get(page_address(alert, "so") + address)
    assert response.status_code == 200
    # With “no-store”, browsers would discard typed text when the site does not respond.
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("visit", [thread, form, refused_input, closed, sent])
def test_no_page_around_commenting_calls_another_host_or_needs_a_script(client, visit):
    response = visit(client, make.AlertPageFactory())
    page = parse(response)
    loaded = [part.get("src") or part.get("href") for part in page.select("[src], link[rel]")]
    own = ("/", settings.SITE_URL)
    assert [address for address in loaded if not address.startswith(own)] == []
    scripts = "script:not([src]):not([type='application/ld+json'])"  # JSON-LD is data, not a script
    assert not page.select(f"{scripts}, style, [style], [onclick], [onsubmit]")
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]


def test_the_form_names_what_is_kept(client):
    page = parse(client.get(form_address(make.AlertPageFactory())))
    said = page.select_one("form .fine-print").text
    assert "We keep your comment" in said
    assert "IP address" in said
