"""Tests for the head of each page, and for the markup of its header, footer and side column."""

from datetime import timedelta

import pytest
from django.utils import timezone

from home.models import HomePage, MenuEntry, SiteSettings
from tests import factories as make
from tests.support import every_page
from tests.support.markup import find, page_at, text_of

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}svg"


def meta(root):
    found = find(root, "meta")
    return {one.get("name") or one.get("property"): one.get("content") for one in found}


@pytest.mark.parametrize("path", ["", "nothing/"])
def test_the_head_of_each_page_is_made_for_phones_and_both_color_schemes(client, path):
    response = client.get(f"/en/{path}")
    assert b'<meta charset="utf-8">' in response.content
    for name, content in (
        ("viewport", "width=device-width, initial-scale=1"),
        ("color-scheme", "light dark"),
        ("format-detection", "telephone=no"),
    ):
        assert f'<meta name="{name}" content="{content}">' in response.text
    assert ('name="robots" content="noindex"' in response.text) is bool(path)


def test_the_campaigns_picture_has_its_size(client):
    found = meta(page_at(client))
    assert found["og:image"] == "http://testserver/static/pictures/campaign.png"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")


@pytest.mark.parametrize(("length", "is_long"), [(22, False), (23, True)])
def test_a_name_of_more_than_22_characters_is_set_smaller(client, length, is_long):
    SiteSettings.objects.create(name="N" * length)
    (name,) = find(page_at(client), "p", class_="site-name")
    assert ("long" in name.get("class").split()) is is_long


def test_a_drawing_that_says_nothing_is_not_read_aloud(client):
    make.meeting()
    root = page_at(client)
    assert [one.get("aria-hidden") for one in find(root, SVG, class_="mark")] == ["true"]
    assert [one.get("aria-hidden") for one in find(root, "p", class_="tile")] == ["true"]
    SiteSettings.objects.create(logo=make.ImageFactory())
    (logo,) = find(find(page_at(client), "header")[0], "img")
    assert logo.get("alt") == ""


def test_wide_screens_hide_in_the_folded_menu_what_they_show_in_its_line(client):
    site = SiteSettings.objects.create()
    labels = ["Alerts", "Background", "Meetings", "Who we are", "Everything about us", "Helpers"]
    for number, label in enumerate(labels):
        MenuEntry.objects.create(
            site_settings=site,
            menu=MenuEntry.Menu.HEADER,
            # The order is not that of creation.
            sort_order=len(labels) - number,
            page=make.english_home(),
            label=make.phrase(label),
        )
    header = find(page_at(client), "header")[0]
    (details,) = find(header, "details")
    folded = {text_of(one): one.get("class") for one in find(details, "li")}
    wide = {text_of(one) for one in find(header, "li", class_="only-wide")}
    assert wide
    assert wide == {text for text, name in folded.items() if name == "only-narrow"}
    assert text_of(find(header, "a")[1]) == "Helpers"


def test_the_home_page_without_a_coming_alert_lists_the_latest_in_a_section_with_a_name(client):
    every_page.ended_alert(slug="over")
    (section,) = find(page_at(client), "section", aria_labelledby="recent")
    assert text_of(find(section, "h2", id="recent")[0]) == "Our most recent alerts"
    assert find(section, "li", class_="card")
    now = timezone.now()
    make.AlertPageFactory(
        slug="soon", starts_at=now + timedelta(hours=1), ends_at=now + timedelta(days=1)
    )
    assert not find(page_at(client), "section", aria_labelledby="recent")


def test_contact_details_are_links_for_phones_and_mail_programs(client):
    HomePage.objects.filter(locale__language_code="en").update(
        phone="+16513899174", email="us@campaign.example"
    )
    footer = find(page_at(client, language="so"), "footer")[0]
    addresses = [link.get("href") for link in find(footer, "a")]
    assert "tel:+1-651-389-9174" in addresses
    assert "mailto:us@campaign.example" in addresses
