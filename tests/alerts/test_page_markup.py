"""Tests for labels, links and metadata that screen readers and search engines use."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from alerts.models import AlertExplainer, AlertOffice, AlertPage
from home.models import HomePage
from tests import factories as make
from tests.support import every_page
from tests.support.soup import page_at, words

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def labels(page):
    """Return the IDs of the headings that label the page's sections, and check the headings."""
    found = []
    for section in page.main.select("section"):
        heading = section.find(id=section["aria-labelledby"])
        assert heading.name == "h2"
        assert words(heading)
        found.append(heading["id"])
    return found


# Sections


def test_each_section_of_an_alert_is_labeled_by_its_heading(client, full):
    assert labels(page_at(client, "alerts/call/")) == [
        *("call", "script", "response", "share", "stand-heading", "meeting", "more"),
        "comments-heading",
    ]


def test_each_section_of_an_alert_that_is_over_is_labeled_by_its_heading(client, full):
    every_page.end(full)
    assert labels(page_at(client, "alerts/call/")) == [
        *("call", "script", "share", "stand-heading", "meeting", "more"),
        "comments-heading",
    ]


def test_each_section_of_the_lists_the_home_page_and_an_explainer_is_labeled(client):
    over = every_page.ended_alert()
    page = make.ExplainerPageFactory(
        slug="why", sources=[("source", {"title": "A book", "publisher": "", "url": ""})]
    )
    AlertExplainer.objects.create(alert=make.AlertPageFactory(), explainer=page)
    HomePage.objects.filter(pk=make.home().pk).update(about="<p>About us.</p>")
    assert labels(page_at(client, "alerts/")) == ["current", "archive"]
    assert labels(page_at(client, "")) == ["alerts", "meeting", "background", "about"]
    assert labels(page_at(client, "background/why/"))[:2] == ["sources", "alerts"]
    assert over.title in words(page_at(client, "alerts/"))


def test_each_menu_is_named(client):
    make.AlertIndexPageFactory(show_in_menus=True)
    make.StandardPageFactory(show_in_menus=True)
    page = page_at(client, "", "so")
    names = [nav.get("aria-label") for nav in page.select("nav")]
    assert len(names) == len(set(names)) == 3
    assert all(names)
    for year in (2009, 2010):
        starts_at = timezone.now().replace(year=year, month=1)
        make.AlertPageFactory(starts_at=starts_at, ends_at=starts_at + DAY)
    page = page_at(client, "alerts/")
    assert page.select_one("nav.years")["aria-label"] == "Choose a year"
    (link,) = page.select("nav.years a[aria-current=page]")
    assert words(link) == "All years"
    current = page.select("nav.language-switcher a[aria-current]")
    assert [(a["lang"], a["hreflang"], a["aria-current"]) for a in current] == [
        ("en", "en", "true")
    ]


# Lists of scripts


def test_the_editors_lines_stand_in_one_list_with_the_request_for_an_interpreter(client):
    alert = make.AlertPageFactory(slug="call", script=[("line", "Hello.")])
    make.call(alert, make.office())
    script = page_at(client, "alerts/call/", "so").select_one("section.script")
    assert len(script.select(":scope > ol > li")) == 2
    script = page_at(client, "alerts/call/").select_one("section.script")
    assert len(script.select(":scope > ol > li")) == 1


# Links and metadata


def test_search_engines_index_pages_and_not_the_forms_around_them(client, full):
    page = page_at(client, "alerts/call/", "so")
    assert not page.find("meta", attrs={"name": "robots"})
    assert page.find("link", rel="canonical")["href"].endswith("/alerts/call/")
    for path in ("flyer/", "repost/", "report/", "comment/"):
        robots = page_at(client, f"alerts/call/{path}").find("meta", attrs={"name": "robots"})
        assert robots["content"] == "noindex", path


def test_a_page_names_its_translations_and_its_feeds(client, full):
    every_page.translate_with_markup(full, "so")
    page = page_at(client, "alerts/call/", "so")
    found = {a["hreflang"]: a["href"] for a in page.select("link[rel=alternate][hreflang]")}
    assert found == {
        "en": "http://testserver/en/alerts/call/",
        "so": "http://testserver/so/alerts/call/",
        "x-default": "http://testserver/en/alerts/call/",
    }
    feeds = {a["type"]: a["href"] for a in page.select("link[rel=alternate][type]")}
    assert feeds == {
        "application/atom+xml": "/so/feed.atom",
        "application/feed+json": "/so/feed.json",
    }
    assert all(a["title"] for a in page.select("link[rel=alternate][type]"))


def test_links_that_leave_the_site_say_so(client):
    make.ExplainerPageFactory(
        slug="why",
        sources=[
            ("source", {"title": "A law", "publisher": "", "url": "https://example.org/"}),
            ("source", {"title": "A book", "publisher": "Some", "url": ""}),
        ],
    )
    home = make.home()
    home.social_accounts = [("account", {"name": "Facebook", "url": "https://facebook.com/nmd"})]
    home.save()
    page = page_at(client, "background/why/", "so")
    (source,) = page.select(".sources a")
    (account,) = page.select("footer a[href^='https:']")
    assert source["rel"] == account["rel"] == ["external"]
    assert (account["lang"], account["translate"]) == ("en", "no")
    assert [words(item) for item in page.select(".sources li")] == ["A law", "A book, Some"]


def test_the_page_can_be_entered_at_its_content(client):
    page = page_at(client, "")
    assert page.select_one("a.skip-link")["href"] == "#content"
    assert page.main["tabindex"] == "-1"
    assert page.find("meta", attrs={"name": "viewport"})["content"].startswith("width=device-width")
    assert page.find("meta", attrs={"name": "format-detection"})["content"] == "telephone=no"


def test_a_meeting_to_come_is_offered_to_calendars_and_another_is_not(client):
    meeting = make.meeting()
    make.AlertPageFactory(slug="call", meeting=meeting)
    box = page_at(client, "alerts/call/").select_one("section[aria-labelledby=meeting]")
    assert [a["href"] for a in box.select("a")] == ["/en/alerts/call/action.ics"]
    assert box.time["datetime"] == timezone.localtime(meeting.starts_at).isoformat(
        timespec="seconds"
    )
    meeting.is_cancelled = True
    meeting.save()
    assert not page_at(client, "alerts/call/").select("section[aria-labelledby=meeting] a")
    meeting.is_cancelled, meeting.starts_at = False, timezone.now() - DAY
    meeting.save()
    assert not page_at(client, "alerts/call/").select("section[aria-labelledby=meeting] a")


def test_a_list_says_which_alerts_are_active_and_how_many_comments_a_post_has(client):
    alert = make.AlertPageFactory(title="Call")
    make.AlertPageFactory(
        title="Later", starts_at=timezone.now() + DAY, ends_at=timezone.now() + 2 * DAY
    )
    make.comment(alert)
    make.comment(alert)
    first, second = page_at(client, "alerts/").select("li.card")
    assert (first["class"], second["class"]) == (["card", "active"], ["card", "upcoming"])
    assert words(first).endswith("2 comments")
    assert "comment" not in words(second)


def test_the_campaign_calls_with_people_once_the_alert_is_active(client):
    HomePage.objects.filter(pk=make.home().pk).update(phone="+16513899174", calls_together=True)
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, make.office())
    together = "section.call-card p.together ~ p"
    (link,) = page_at(client, "alerts/call/").select(f"{together} a")
    assert link["href"] == "tel:+1-651-389-9174"
    alert.starts_at, alert.ends_at = timezone.now() + DAY, timezone.now() + 2 * DAY
    alert.save()
    (number,) = page_at(client, "alerts/call/").select(together)
    assert words(number) == "(651) 389-9174"
    assert not number.a
    HomePage.objects.update(phone="")
    assert not page_at(client, "alerts/call/").select("p.together")


def test_what_a_block_refers_to_may_be_deleted(client):
    picture, document = make.ImageFactory(), make.DocumentFactory()
    make.AlertPageFactory(
        slug="call",
        body=[
            ("picture", {"image": picture, "alt_text": "A door", "caption": ""}),
            ("document", {"document": document, "label": "The letter"}),
            ("quote", {"text": "We stay.", "attribution": ""}),
        ],
    )
    body = page_at(client, "alerts/call/").select_one(".body")
    assert (len(body.select("img")), len(body.select(".read-more"))) == (1, 1)
    assert not body.select("figcaption")
    assert body.img["loading"] == "lazy"
    picture.delete()
    document.delete()
    body = page_at(client, "alerts/call/").select_one(".body")
    assert not body.select("img, .read-more, figure.picture")
    assert "We stay." in words(body)


def test_an_alert_that_was_decided_says_so_instead_of_ended(client):
    alert = every_page.ended_alert(slug="call")
    state = page_at(client, "alerts/call/").select_one("p.state")
    assert state.span["class"] == ["state-label"]
    assert words(state).startswith("Ended ")
    assert "." not in words(state)
    assert str(timezone.localtime(alert.ends_at).year) in words(state)
    AlertPage.objects.filter(pk=alert.pk).update(outcome="won", decided_at=alert.ends_at)
    state = page_at(client, "alerts/call/").select_one("p.state")
    assert words(state).startswith("Won . Decided on")


# Markup that scripts and browsers depend on


def test_the_deadline_for_the_script_is_a_time_with_its_zone(client):
    alert = make.AlertPageFactory(slug="call")
    page = client.get("/en/alerts/call/").content.decode()
    (until,) = re.findall(r'data-until="([^"]*)"', page)
    assert datetime.fromisoformat(until) == alert.ends_at


@pytest.mark.parametrize("count", [1, 3, 4, 5])
def test_the_fold_of_further_offices_ends_within_the_card(client, count):
    offices = [make.office(name=f"Office {number}") for number in range(count)]
    alert = make.AlertPageFactory(slug="call")
    alert.office_links = [AlertOffice(office=office) for office in offices]
    alert.save_revision().publish()
    text = client.get("/en/alerts/call/").content.decode()
    assert text.count("<details") == text.count("</details>")
    folded = page_at(client, "alerts/call/").select("details.offices > *")
    assert len(folded) == (1 + count - 3 if count > 3 else 0)
