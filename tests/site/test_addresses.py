"""Tests for URLs: redirects from old URLs, reserved slugs, the sitemap and the health check."""

from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.contrib.redirects.models import Redirect

from home import sitemaps
from tests import factories as make
from tests.support import every_page

pytestmark = pytest.mark.django_db

TRANSLATED = ("es", "so")


@pytest.fixture
def translate(django_capture_on_commit_callbacks):
    def publish(page, *languages):
        for language in languages or TRANSLATED:
            with django_capture_on_commit_callbacks(execute=True):
                make.translate(page, language)

    return publish


@pytest.fixture
def goes_to(client):
    """Return a function that follows redirects, and returns the last path and all statuses."""

    def follow(path):
        statuses = []
        for _ in range(5):
            response = client.get(path)
            statuses.append(response.status_code)
            if response.status_code not in (301, 302):
                return path, statuses
            path = response["Location"].removeprefix("http://testserver")
        pytest.fail(f"redirected for ever at {path}")

    return follow


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    def publish(page, slug):
        page.refresh_from_db()
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return publish


# Changed slugs


def test_a_changed_slug_leads_to_the_new_address_in_every_language(goes_to, translate, rename):
    page = make.AlertPageFactory(slug="old")
    translate(page)
    rename(page, "new")
    translate(page)
    for language in make.LANGUAGES:
        assert goes_to(f"/{language}/alerts/old/") == (f"/{language}/alerts/new/", [301, 200])


def test_a_draft_translation_keeps_no_reader_from_the_new_address(goes_to, translate, rename):
    page = make.AlertPageFactory(slug="old")
    translate(page, "so")
    page.get_translations().get(locale__language_code="so").unpublish()
    rename(page, "new")
    assert goes_to("/so/alerts/old/") == ("/so/alerts/new/", [301, 200])
    assert goes_to("/en/alerts/old/") == ("/en/alerts/new/", [301, 200])


def test_the_old_address_holds_for_readers_without_a_translation(goes_to, rename):
    page = make.AlertPageFactory(slug="old")
    rename(page, "new")
    for language in ("es", "so", "hmn"):
        assert goes_to(f"/{language}/alerts/old/") == (f"/{language}/alerts/new/", [301, 200])


def test_descendants_move_with_a_renamed_page(goes_to, rename):
    page = make.AlertPageFactory(slug="call")
    rename(page.get_parent().specific, "actions")
    for language in ("en", "so"):
        assert goes_to(f"/{language}/alerts/call/") == (
            f"/{language}/actions/call/",
            [301, 200],
        )


def test_a_slug_that_is_changed_there_and_back_leaves_no_endless_redirect(
    goes_to, translate, rename
):
    page = make.AlertPageFactory(slug="old")
    translate(page)
    for slug in ("new", "old"):
        rename(page, slug)
        translate(page)
    for language in make.LANGUAGES:
        assert goes_to(f"/{language}/alerts/old/") == (f"/{language}/alerts/old/", [200])
        assert goes_to(f"/{language}/alerts/new/") == (f"/{language}/alerts/old/", [301, 200])
    for live in page.get_translations(inclusive=True):
        live.unpublish()
    for language in make.LANGUAGES:
        assert goes_to(f"/{language}/alerts/old/")[1] == [404]


@pytest.mark.parametrize("language", ["en", "so"])
def test_a_parents_slug_that_is_changed_and_changed_back_leaves_no_endless_redirect(
    goes_to, language, rename
):
    page = make.AlertPageFactory(slug="call")
    for slug in ("actions", "alerts"):
        rename(page.get_parent().specific, slug)
    assert goes_to(f"/{language}/alerts/call/")[1] == [200]
    page.refresh_from_db()
    page.unpublish()
    assert goes_to(f"/{language}/alerts/call/")[1] == [404]


def test_a_redirect_from_an_older_slug_below_survives_when_the_page_above_is_renamed_and_back(
    goes_to, rename
):
    page = make.AlertPageFactory(slug="old")
    rename(page, "new")
    for slug in ("actions", "alerts"):
        rename(page.get_parent().specific, slug)
    assert goes_to("/en/alerts/old/") == ("/en/alerts/new/", [301, 200])


def test_a_new_page_can_have_an_address_that_another_has_left(goes_to, rename):
    page = make.AlertPageFactory(slug="old")
    rename(page, "new")
    make.AlertPageFactory(slug="old")
    for language in ("en", "so"):
        assert goes_to(f"/{language}/alerts/old/") == (f"/{language}/alerts/old/", [200])


@pytest.mark.parametrize("language", ["en", "so"])
def test_a_page_that_was_moved_is_found_at_its_old_address_and_back_again(goes_to, language):
    page = make.AlertPageFactory(slug="call")
    alerts, other = page.get_parent(), make.ExplainerIndexPageFactory()
    page.move(other, pos="last-child")
    old, new = f"/{language}/alerts/call/", f"/{language}/background/call/"
    assert goes_to(old) == (new, [301, 200])
    page.refresh_from_db()
    alerts.refresh_from_db()
    page.move(alerts, pos="last-child")
    assert goes_to(old) == (old, [200])
    assert goes_to(new) == (old, [301, 200])
    page.refresh_from_db()
    page.unpublish()
    assert goes_to(old)[1] == [404]


@pytest.mark.parametrize(("permanent", "status"), [(True, 301), (False, 302)])
def test_an_editors_redirect_comes_before_english_in_place_of_a_translation(
    goes_to, permanent, status
):
    make.AlertPageFactory(slug="call")
    Redirect.add_redirect("/so/alerts/call/", "/so/", is_permanent=permanent)
    assert goes_to("/so/alerts/call/") == ("/so/", [status, 200])
    assert goes_to("/en/alerts/call/") == ("/en/alerts/call/", [200])


@pytest.mark.parametrize(("permanent", "status"), [(True, 301), (False, 302)])
def test_an_editors_redirect_to_a_page_holds_in_every_language(goes_to, permanent, status):
    page = make.StandardPageFactory(slug="privacy")
    Redirect.add_redirect("/en/data/", page, is_permanent=permanent)
    for language in make.LANGUAGES:
        assert goes_to(f"/{language}/data/") == (f"/{language}/privacy/", [status, 200])


# Reserved slugs


@pytest.mark.parametrize(
    "word",
    [
        *("action", "calendar", "card", "comment", "comments", "feed", "flyer"),
        *("report", "repost", "search", "text", "translate"),
    ],
)  # fmt: skip
def test_the_sites_own_addresses_are_no_slugs(word):
    page = make.StandardPageFactory(slug="other")
    page.slug = word
    with pytest.raises(ValidationError, match="part of the site's own addresses"):
        page.full_clean()
    with pytest.raises(ValidationError, match="part of the site's own addresses"):
        make.AlertPageFactory(title=word.title(), slug="")


# Search engines

NAMESPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def test_the_sitemap_has_every_public_page_in_its_languages_with_their_alternates(
    client, translate, django_capture_on_commit_callbacks
):
    alert = make.AlertPageFactory(slug="call")
    translate(alert, "es", "so")
    make.translate(alert, "hmn", publish=False)
    only_english = make.ExplainerPageFactory(slug="why")
    every_page.alias(only_english, "so")
    make.StandardPageFactory(slug="draft", live=False)
    restricted = make.StandardPageFactory(slug="members")
    translate(restricted, "so")
    every_page.restrict(restricted)
    response = client.get("/sitemap.xml", headers={"Accept-Language": "so"})
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    found = {}
    for url in ET.fromstring(response.content).findall("s:url", NAMESPACES):  # noqa: S314  our own
        location = url.find("s:loc", NAMESPACES).text
        assert location not in found
        found[location] = {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMESPACES)
        }

    def at(path, *languages):
        return {language: f"http://testserver/{language}/{path}" for language in languages}

    expected = [
        at("", *make.LANGUAGES),
        at("alerts/", "en"),
        at("alerts/call/", "en", "es", "so"),
        at("background/", "en"),
        at("background/why/", "en"),
    ]
    assert found == {address: family for family in expected for address in family.values()}
    assert {client.get(address).status_code for address in found} == {200}


def test_a_long_sitemap_is_an_index_of_sections_with_each_page_in_one(client, monkeypatch):
    for number in range(5):
        make.StandardPageFactory(slug=f"page-{number}")
    whole = locations(client, "/sitemap.xml", "url")
    assert locations(client, "/sitemap-1.xml", "url") == whole
    monkeypatch.setattr(sitemaps, "PER_SECTION", 2)
    sections = locations(client, "/sitemap.xml", "sitemap")
    assert sections == [f"http://testserver/sitemap-{number}.xml" for number in (1, 2, 3)]
    pages = [locations(client, section, "url") for section in sections]
    assert [len({page.split("/", 4)[-1] for page in part}) for part in pages] == [2, 2, 2]
    assert [page for part in pages for page in part] == whole
    for number in ("0", "4", "9" * 30):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404
    assert client.post("/sitemap.xml").status_code == 405


def test_an_alias_makes_no_empty_section_of_the_sitemap(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "PER_SECTION", 1)
    page = make.StandardPageFactory()
    sections = locations(client, "/sitemap.xml", "sitemap")
    CreatePageAliasAction(page, update_slug="mirror").execute(skip_permission_checks=True)
    assert locations(client, "/sitemap.xml", "sitemap") == sections


def locations(client, address, name):
    root = ET.fromstring(client.get(address).content)  # noqa: S314  our own
    return [one.find("s:loc", NAMESPACES).text for one in root.findall(f"s:{name}", NAMESPACES)]


def test_robots_txt_names_the_sitemap_and_disallows_the_admin_and_links(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*/translate/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def test_the_health_address_answers_without_https_and_is_never_cached(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert client.get("/robots.txt").status_code == 301


def test_the_health_address_says_that_the_process_is_alive_even_without_a_database(
    client, monkeypatch
):
    def fail(*args, **kwargs):
        raise OperationalError("the database is away")

    monkeypatch.setattr(CursorWrapper, "execute", fail)
    assert client.get("/healthz").status_code == 200
