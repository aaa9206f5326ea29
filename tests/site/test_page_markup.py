"""Tests for the markup of parts that many pages share."""

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override

from alerts.models import AlertPage
from home.models import HomePage
from tests import factories as make
from tests.support import every_page
from tests.support.markup import find, page_at, text_of

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def read(client):
    return partial(page_at, client)


@pytest.fixture
def translate(django_capture_on_commit_callbacks):
    def publish(page, language="so"):
        with django_capture_on_commit_callbacks(execute=True):
            return make.translate(page, language)

    return publish


def names_of_sections(root):
    """Return a dict of heading IDs to heading texts for the sections of the page."""
    names = {}
    for section in find(root, "section"):
        target = section.get("aria-labelledby")
        assert target, text_of(section)
        (heading,) = [one for one in root.iter() if one.get("id") == target]
        names[target] = text_of(heading)
    return names


# Sections


def test_each_section_of_the_home_page_has_a_name(read):
    make.ExplainerPageFactory()
    make.meeting()
    HomePage.objects.update(about="<p>About us.</p>")
    assert names_of_sections(read()) == {
        "alerts": "Action alerts",
        "background": "Background",
        "meeting": "Next meeting",
        "about": "Who we are",
    }


def test_an_empty_home_page_has_no_empty_parts(read):
    root = read()
    assert names_of_sections(root) == {"alerts": "Action alerts", "meeting": "Next meeting"}
    assert not find(root, "p", class_="intro")
    assert not [link for link in find(root, "a") if "tel:" in link.get("href")]
    (footer,) = find(root, "footer")
    assert [text_of(item) for item in find(footer, "li")] == []
    assert not find(footer, "nav")
    assert not find(find(root, "header")[0], "nav")


@pytest.mark.parametrize(
    ("starts_in", "heading", "has_bar", "has_ask"),
    [
        (-HOUR, "Call", True, True),
        (HOUR, "Call", False, True),
        (-9 * DAY, "Who people called", False, False),
    ],
    ids=["active", "upcoming", "ended"],
)
def test_an_alert_offers_the_call_in_its_time(read, starts_in, heading, has_bar, has_ask):
    now = timezone.now()
    alert = make.AlertPageFactory(
        slug="call", ask="Ask of the alert.", starts_at=now + starts_in,
        ends_at=now + starts_in + DAY,
    )  # fmt: skip
    make.call(alert, make.office())
    root = read("alerts/call/")
    assert names_of_sections(root)["call"] == heading
    bars = find(root, "div", class_="call-bar")
    assert len(bars) == has_bar
    for bar in bars:
        assert find(bar, "a", class_="call-button")[0].get("href") == "tel:+1-651-201-3400"
    for path in ("", "alerts/"):
        root = read(path)
        (card,) = find(root, "li", class_="card")
        assert ("Ask of the alert." in text_of(card)) == has_ask, path
        state = {-HOUR: "active", HOUR: "upcoming"}.get(starts_in, "ended")
        assert state in card.get("class").split()


def test_an_alert_without_an_office_or_a_number_has_no_bar_to_call(read):
    alert = make.AlertPageFactory(slug="call")
    assert "call" not in names_of_sections(read("alerts/call/"))
    make.call(alert, make.office(numbers=()))
    root = read("alerts/call/")
    assert "call" in names_of_sections(root)
    assert not find(root, "div", class_="call-bar")


@pytest.mark.parametrize(("fields", "text"), [({}, "Ended"), ({"outcome": "won"}, "Won.")])
def test_a_decision_ends_its_sentence(read, fields, text):
    now = timezone.now()
    alert = make.AlertPageFactory(slug="call", starts_at=now - 9 * DAY, ends_at=now - 8 * DAY)
    AlertPage.objects.filter(pk=alert.pk).update(decided_at=now - 8 * DAY - HOUR, **fields)
    state = find(read("alerts/call/"), "p", class_="state")[0]
    assert text_of(state).startswith(text)


@pytest.mark.parametrize(("count", "text"), [(0, None), (1, "1 comment"), (2, "2 comments")])
def test_a_list_has_the_number_of_comments_on_each_alert(read, count, text):
    alert = make.AlertPageFactory(slug="call")
    for _ in range(count):
        make.comment(alert)
    (card,) = find(read("alerts/"), "li", class_="card")
    notes = [text_of(note) for note in find(card, "p", class_="fine-print")]
    assert notes == ([text] if text else [])


def test_a_post_has_the_day_of_its_first_publication_for_machines_too(read):
    page = make.ExplainerPageFactory(slug="why")
    published_at = datetime(2031, 6, 3, 12, 30, 0, 999999, tzinfo=ZoneInfo("America/Chicago"))
    type(page).objects.update(first_published_at=published_at)
    (line,) = [
        one for one in find(read("background/why/"), "p", class_="fine-print") if find(one, "time")
    ]
    assert text_of(line) == "Published: June 3, 2031"
    assert find(line, "time")[0].get("datetime") == "2031-06-03T12:30:00-05:00"


# Languages


def test_a_home_page_in_english_marks_its_text_and_not_its_headings(read):
    HomePage.objects.update(intro="What we want.", about="<p>About us.</p>")
    make.home("so").unpublish()
    root = read(language="so")
    (about,) = find(root, "section", aria_labelledby="about")
    assert about.get("lang") == "en"
    heading = find(about, "h2")[0]
    assert heading.get("lang") == "so"
    with override("so"):
        assert text_of(heading) == gettext("Who we are")
    assert find(root, "p", class_="intro")[0].get("lang") == "en"
    assert find(root, "h1")[0].get("lang") == "en"
    assert find(root, "title")[0].get("lang") == "en"
    root = read()
    assert find(root, "section", aria_labelledby="about")[0].get("lang") is None


def test_a_menu_item_in_english_is_marked_in_the_header_and_the_footer(read, translate):
    privacy = make.StandardPageFactory(title="Privacy", slug="privacy", show_in_menus=True)
    make.AlertIndexPageFactory(title="Alerts", show_in_menus=True)

    def items(language):
        root = read(language=language)
        links = [
            link for part in ("header", "footer") for menu in find(find(root, part)[0], "ul", class_="menu")
            for link in find(menu, "a")
        ]  # fmt: skip
        return [(text_of(link), link.get("lang")) for link in links]

    assert items("en") == [("Alerts", None), ("Privacy", None)]
    assert items("so") == [("Alerts", "en"), ("Privacy", "en")]
    translate(privacy)
    assert items("so") == [("Alerts", "en"), ("[so] Privacy", None)]


def test_names_and_addresses_are_not_to_be_translated(read):
    make.meeting()
    HomePage.objects.update(email="campaign@example.org")
    home = make.english_home()
    home.social_accounts = [("account", {"name": "Facebook", "url": "https://facebook.com/nmd"})]
    home.save()
    root = read(language="so")
    (name,) = find(find(root, "p", class_="site-name")[0], "a")
    assert (name.get("lang"), name.get("translate")) == ("en", "no")
    (mail,) = find(root, "a", href="mailto:campaign@example.org")
    assert mail.get("translate") == "no"
    (account,) = find(root, "a", href="https://facebook.com/nmd")
    assert [account.get(key) for key in ("translate", "lang", "rel")] == ["no", "en", "external"]
    place = find(find(root, "div", class_="meeting")[0], "p")[2]
    assert (place.get("translate"), place.get("lang")) == ("no", "en")


@pytest.mark.parametrize("language", ["so", "en"])
def test_each_navigation_has_a_name_in_the_readers_language(read, language):
    make.StandardPageFactory(slug="privacy", show_in_menus=True)
    make.AlertIndexPageFactory(show_in_menus=True)
    names = [nav.get("aria-label") for nav in find(read(language=language), "nav")]
    with override(language):
        assert names == [gettext("Language"), gettext("Main menu"), gettext("About this site")]


# For machines


def meta(root):
    found = find(root, "meta")
    return {one.get("name") or one.get("property"): one.get("content") for one in found}


def test_a_page_describes_itself_to_search_engines_and_in_shared_links(read, settings):
    make.StandardPageFactory(slug="privacy", title="Privacy", search_description="What we store.")
    root = read("privacy/")
    found = meta(root)
    assert found["description"] == found["og:description"] == "What we store."
    assert found["og:title"] == "Privacy"
    assert found["og:url"] == "http://testserver/en/privacy/"
    assert found["og:type"] == "website"
    assert found["og:site_name"] == settings.WAGTAIL_SITE_NAME
    assert "robots" not in found
    assert text_of(find(root, "title")[0]) == f"Privacy – {settings.WAGTAIL_SITE_NAME}"
    (description,) = find(read("privacy/", "so"), "meta", name="description")
    assert description.get("lang") == "en"


def test_a_page_without_a_description_has_none(read):
    make.StandardPageFactory(slug="privacy")
    assert not {"description", "og:description"} & meta(read("privacy/")).keys()


def test_the_title_of_the_home_page_is_its_own_alone(read):
    HomePage.objects.filter(locale__language_code="en").update(title="Home title")
    assert text_of(find(read(), "title")[0]) == "Home title"


@pytest.mark.parametrize("language", ["en", "so"])
def test_the_picture_for_sharing_is_the_same_in_each_language(read, translate, language):
    page = make.StandardPageFactory(slug="privacy", social_image=make.ImageFactory())
    translate(page)
    found = meta(read("privacy/", language))
    assert found["og:image"].startswith("http://testserver/media/")
    assert found["og:image"].endswith(".jpg")
    assert int(found["og:image:width"]) > 0
    assert int(found["og:image:height"]) > 0
    assert found["og:image:type"] == "image/jpeg"
    assert found["og:image:alt"] == found["og:title"]


def test_a_page_names_its_feeds(read):
    feeds = [
        (link.get("type"), link.get("href"), link.get("title"))
        for link in find(read(), "link", rel="alternate")
        if link.get("type")
    ]
    assert feeds == [
        ("application/atom+xml", "/en/feed.atom", "Alerts and background"),
        ("application/feed+json", "/en/feed.json", "Alerts and background"),
    ]


def test_only_a_preview_has_wagtails_bar(client, user):
    page = make.StandardPageFactory(slug="privacy")
    page.save_revision()
    client.force_login(user())
    assert "wagtail-userbar" not in client.get("/en/privacy/").text
    request = page.make_preview_request().text
    assert '<main id="content" tabindex="-1">' in request
    editor = client.get(f"/admin/pages/{page.pk}/view_draft/")
    assert "wagtail-userbar" in editor.text


def test_a_wagtail_alias_is_no_public_translation_in_a_menu(read):
    page = make.StandardPageFactory(title="Privacy", slug="privacy", show_in_menus=True)
    alias = every_page.alias(page, "so")
    type(alias).objects.filter(pk=alias.pk).update(title="Mirror")
    assert "Mirror" not in text_of(read(language="so"))


def test_the_pages_of_a_list_are_linked_with_their_direction_and_year(read, noon):
    for number in range(45):
        every_page.ended_alert(slug=f"over-{number}")
    first = read("alerts/")
    (nav,) = find(first, "nav", class_="pagination")
    assert nav.get("aria-label") == "Pages"
    assert not find(nav, "a", rel="prev")
    (following,) = find(nav, "a", rel="next")
    assert following.get("href") == "?page=2"
    second = read("alerts/?page=2")
    (previous,) = find(second, "a", rel="prev")
    assert previous.get("href") == "?page=1"
    (following,) = find(read("alerts/?year=2031&page=1"), "a", rel="next")
    assert following.get("href") == "?year=2031&page=2"
