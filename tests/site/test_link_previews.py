"""Tests for the parts of pages that programs read: link previews, icons and schema.org data."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from home.models import HomePage
from tests import factories as make
from tests.support import schema_org
from tests.support.every_page import ADDRESSES, address, build, restrict

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("language", make.LANGUAGES)
PAGES = ("home", "alert index", "alert", "ended alert", "explainer", "plain page", "comment form")


@pytest.fixture
def site(db):
    return build()


def meta(html):
    """Return a dict of the meta elements' properties or names to lists of their contents."""
    found = {}
    for element in BeautifulSoup(html, "html.parser").find_all("meta", content=True):
        name = element.get("property") or element.get("name")
        found.setdefault(name, []).append(element["content"])
    return found


def check_link_preview(client, kind, language):
    path, status = address(kind, language)
    response = client.get(path)
    assert response.status_code == status
    found = meta(response.content)
    for name in ("og:image", "og:image:alt", "og:image:type", "og:locale", "twitter:card"):
        (value,) = found[name]
        assert value, (path, name)
    assert found["og:image"][0].startswith("http://testserver/"), path
    assert found["twitter:card"] == ["summary_large_image"]


@pytest.mark.parametrize("kind", PAGES)
def test_pages_have_a_picture_with_a_description(client, site, kind):
    check_link_preview(client, kind, "so")


@pytest.mark.thorough
@LANGUAGES
def test_every_page_has_a_picture_with_a_description(client, site, language):
    for kind in ADDRESSES:
        check_link_preview(client, kind, language)


def test_a_page_names_its_own_locale_and_those_of_its_translations(client, translate_to_somali):
    page = translate_to_somali
    found = meta(client.get(f"/so/{page.slug}/").content)
    assert found["og:locale"] == ["so_US"]
    assert found["og:locale:alternate"] == ["en_US"]
    # Hmong readers get the English page, which has no other address of its own.
    found = meta(client.get(f"/hmn/{page.slug}/").content)
    assert found["og:locale"] == ["en_US"]
    assert "og:locale:alternate" not in found


@pytest.fixture
def translate_to_somali(committed):
    page = make.StandardPageFactory(slug="privacy")
    committed(make.translate, page, "so")
    return page


def test_an_error_page_has_the_campaigns_picture(client, site):
    found = meta(client.get("/en/nowhere/").content)
    assert found["og:image"] == ["http://testserver/static/pictures/campaign.png"]


def test_a_restricted_alert_shows_nothing_of_itself(client, site):
    alert = next(page for page in site if page.slug == "call")
    restrict(alert)
    page = client.get("/en/alerts/call/", follow=True).content.decode()
    assert "/alerts/call/card" not in page
    assert alert.title not in page


def test_the_favicon_is_at_the_address_that_browsers_guess(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 200
    assert response["Content-Type"] in ("image/x-icon", "image/vnd.microsoft.icon")
    assert "Set-Cookie" not in response
    icon = Image.open(BytesIO(b"".join(response.streaming_content)))
    assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


@pytest.mark.parametrize("kind", ["home", "alert", "alert to come", "ended alert", "explainer"])
@LANGUAGES
def test_schema_org_data_is_valid(client, site, kind, language):
    path, _status = address(kind, language)
    data = schema_org.data_in(client.get(path).content)
    assert schema_org.problems_of(data) == []


def test_the_home_page_describes_the_campaign_and_the_site(client, site):
    campaign, website = schema_org.data_in(client.get("/es/").content)["@graph"]
    home = HomePage.objects.get(locale__language_code="en")
    assert campaign["telephone"] == "+16513899174"
    assert campaign["email"] == home.email
    assert campaign["sameAs"] == ["https://www.facebook.com/campaign"]
    assert website["publisher"]["@id"] == campaign["@id"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"@type": "Fair"}, "Fair is no known type."),
        ({"startDate": "2031-06-03T12:00:00"}, "startDate of Event cannot be"),
        ({"headline": "Call"}, "headline is no property of Event."),
        ({"location": "Walker Church"}, "location of Event cannot be"),
        ({"url": "/en/alerts/call/"}, "url of Event cannot be"),
        ({"eventStatus": "EventScheduled"}, "eventStatus of Event cannot be"),
        ({"name": None}, "name of Event cannot be"),
    ],
)
def test_the_check_of_schema_org_data_finds_mistakes(client, site, change, problem):
    data = schema_org.data_in(client.get("/en/alerts/call/").content)
    data["@graph"][1] |= change
    (found,) = schema_org.problems_of(data)
    assert found.startswith(problem)


def test_the_check_of_schema_org_data_finds_what_is_missing(client, site):
    data = schema_org.data_in(client.get("/en/alerts/call/").content)
    del data["@graph"][0]["image"]
    del data["@graph"][1]["location"]["url"]
    assert schema_org.problems_of(data) == ["Article has no image.", "VirtualLocation has no url."]
