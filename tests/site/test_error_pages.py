"""Tests for the error pages in the reader's language."""

from datetime import date

import pytest
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext, override

from tests import factories as make
from tests.support import error_pages
from tests.support.markup import find, parse, text_of

pytestmark = pytest.mark.django_db

HEADLINES = {
    400: "That did not work",
    403: "This page is not open to everyone",
    404: "We did not find that page",
    500: "Something is broken here",
}


def assert_error_page(response, status, language):
    """Check that `response` is the error page for `status` in `language`, and return its root."""
    assert response.status_code == status
    assert response["Content-Language"] == language
    root = parse(response)
    assert root.get("lang") == language
    with override(language):
        headline = gettext(HEADLINES[status])
    assert (headline == HEADLINES[status]) == (language == "en")
    assert [text_of(h) for h in find(root, "h1")] == [headline]
    assert text_of(find(root, "title")[0]) == headline
    (main,) = find(root, "main")
    assert find(main, "a", href=f"/{language}/")
    assert len(find(find(root, "nav", class_="language-switcher")[0], "a")) == len(make.LANGUAGES)
    assert find(root, "meta", name="robots", content="noindex")
    return root


@pytest.mark.parametrize("language", make.LANGUAGES)
@pytest.mark.parametrize("status", HEADLINES)
def test_each_kind_of_error_has_a_page_in_each_language(client, monkeypatch, status, language):
    error_pages.fail(client, monkeypatch, error_pages.ERRORS[status])
    response = client.get(f"/{language}/alerts/call/")
    assert_error_page(response, status, language)
    assert str(error_pages.ERRORS[status]) not in response.content.decode()


@pytest.mark.parametrize("language", make.LANGUAGES)
@pytest.mark.parametrize(
    "path",
    [
        "nowhere/",
        "alerts/nowhere/",
        "alerts/call/comment/sent/more/",
        "alerts/call.html",
        "alerts//call/",
        "%00/",
        "é/",
        "..%2f..%2fetc/passwd",
        "x" * 3000 + "/",
    ],
    ids=lambda path: path[:30],
)
def test_an_unknown_address_is_not_found(client, path, language):
    make.AlertPageFactory(slug="call")
    assert_error_page(client.get(f"/{language}/{path}"), 404, language)


@pytest.mark.parametrize(
    "hide", [lambda page: page.unpublish(), lambda page: page.delete()], ids=["draft", "deleted"]
)
def test_a_page_that_is_gone_is_not_found_in_any_language(client, hide):
    page = make.StandardPageFactory(slug="privacy", title="Secret headline")
    hide(page)
    for language in make.LANGUAGES:
        response = client.get(f"/{language}/privacy/")
        assert_error_page(response, 404, language)
        assert "Secret headline" not in response.content.decode()


def test_not_found_keeps_the_menus_and_the_campaigns_number(client):
    make.home().__class__.objects.update(phone="+16513899174")
    make.AlertIndexPageFactory(title="Alerts", show_in_menus=True)
    root = assert_error_page(client.get("/en/nowhere/"), 404, "en")
    assert find(root, "a", href="tel:+1-651-389-9174")
    assert find(root, "a", href="/en/alerts/")


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_a_request_for_another_host_is_refused(client, language):
    response = client.get(f"/{language}/", headers={"host": "evil.example"})
    assert_error_page(response, 400, language)
    assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize(
    ("setting", "limit"),
    [("DATA_UPLOAD_MAX_MEMORY_SIZE", 10), ("DATA_UPLOAD_MAX_NUMBER_FIELDS", 1)],
)
def test_a_form_that_sends_too_much_is_refused(client, settings, setting, limit):
    make.AlertPageFactory(slug="call")
    setattr(settings, setting, limit)
    response = client.post("/hmn/alerts/call/comment/", {"comment": "Long.", "name": "x", "y": "z"})
    assert_error_page(response, 400, "hmn")


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_a_failure_of_the_database_has_its_page_without_asking_it_again(
    client, monkeypatch, settings, language
):
    asked = []

    def away(self, sql, params=None):
        asked.append(sql)
        raise OperationalError("the database is away")

    monkeypatch.setattr(CursorWrapper, "execute", away)
    client.raise_request_exception = False
    response = client.get(f"/{language}/")
    assert_error_page(response, 500, language)
    assert len(asked) == 1
    with override(language):
        note = gettext("Translated by a machine. No fluent speaker has checked it yet.")
    text = text_of(find(parse(response), "main")[0])
    assert (note in text) is (language != "en")
    settings.INTERFACE_REVIEWED_ON = {language: date(2026, 11, 1)}
    assert note not in client.get(f"/{language}/").content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_only_read(client, method):
    make.AlertPageFactory(slug="call")
    response = getattr(client, method)("/so/alerts/call/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert not response.cookies
