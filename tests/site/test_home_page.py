"""Tests for the home page."""

import pytest

from home.models import HomePage
from tests import factories as make
from tests.support import every_page
from tests.support.markup import find, page_at, parse, text_of
from tests.support.noon import DAY, HOUR, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def read(client):
    def get(language="en", path=""):
        return page_at(client, path, language)

    return get


def section(root, heading):
    return find(root, "section", aria_labelledby=heading)[0]


def titles(element, level="h3"):
    return [text_of(title) for title in find(element, level)]


def alert(title, starts_in, lasts=DAY):
    return make.AlertPageFactory(
        title=title, starts_at=NOW + starts_in, ends_at=NOW + starts_in + lasts
    )


def test_active_alerts_come_first_soonest_deadline_first_then_those_to_come(read):
    alert("To come, later", 9 * DAY)
    alert("Active, ends later", -HOUR, 5 * DAY)
    alert("To come, soon", HOUR)
    alert("Active, ends soon", -5 * DAY, 5 * DAY + HOUR)
    alert("Over", -5 * DAY)
    root = read()
    assert titles(section(root, "alerts")) == [
        "Active, ends soon",
        "Active, ends later",
        "To come, soon",
        "To come, later",
    ]
    assert [text_of(label) for label in find(root, "span", class_="state-label")] == [
        "Act now",
        "Act now",
        "Coming up",
        "Coming up",
    ]


def test_without_active_alerts_the_latest_alerts_are_shown(read):
    for days in (2, 3, 5, 4):
        alert(f"Over {days} days ago", -days * DAY, HOUR)
    root = read()
    assert "There is no call to make today." in text_of(section(root, "alerts"))
    assert titles(section(root, "recent")) == [
        "Over 2 days ago",
        "Over 3 days ago",
        "Over 4 days ago",
    ]


def test_before_the_first_alert_there_is_no_empty_list(read):
    alerts = section(read(), "alerts")
    assert "There is no call to make today." in text_of(alerts)
    assert find(alerts, "ul") == []


@pytest.mark.parametrize("language", ["es", "so", "hmn"])
def test_alerts_have_their_headline_in_the_readers_language_or_marked_as_english(
    read, language, django_capture_on_commit_callbacks
):
    translated = alert("Translated", -HOUR, DAY)
    alert("Only English", -HOUR, 2 * DAY)
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(translated, language)
    found = find(section(read(language), "alerts"), "h3")
    assert [(text_of(title), title.get("lang")) for title in found] == [
        (f"[{language}] Translated", None),
        ("Only English", "en"),
    ]
    assert [find(title, "a")[0].get("href") for title in found] == [
        f"/{language}/alerts/translated/",
        f"/{language}/alerts/only-english/",
    ]


@pytest.mark.parametrize("hide", ["draft", "restricted", "below a restricted page"])
def test_pages_that_are_not_public_are_never_listed(read, hide):
    hidden = [alert("Hidden alert", -HOUR), make.ExplainerPageFactory(title="Hidden explainer")]
    over = alert("Hidden and over", -5 * DAY, HOUR)
    for page in [*hidden, over]:
        if hide == "draft":
            page.unpublish()
        elif hide == "restricted":
            every_page.restrict(page)
        elif not page.get_parent().view_restrictions.exists():
            every_page.restrict(page.get_parent())
    for language in make.LANGUAGES:
        assert "Hidden" not in text_of(read(language)), language


def test_the_next_meeting_has_kind_time_and_place(read):
    church = make.phrase("Campaign meeting", es="Reunión de la campaña")
    make.meeting(what=church, starts_at=NOW + 9 * DAY, place="Later Hall")
    make.meeting(what=church, starts_at=NOW + 25 * HOUR, place="Walker Church", address="31st St")
    make.meeting(what=church, starts_at=NOW - DAY, place="Past Hall")
    box = text_of(section(read(), "meeting"))
    assert "Campaign meeting" in box
    assert "Saturday, June 4, 2011, 1:00 p.m. (Central Time)" in box
    assert "Walker Church 31st St" in box
    assert "Hall" not in box
    box = text_of(section(read("es"), "meeting"))
    assert "Reunión de la campaña" in box
    assert "sábado 4 de junio de 2011, 1:00 p. m." in box


@pytest.mark.parametrize(
    ("starts_in", "lasts", "shown"),
    [
        (-HOUR, None, True),
        (-2 * HOUR, None, False),
        (-3 * HOUR, 4 * HOUR, True),
        (-3 * HOUR, 3 * HOUR, False),
    ],
    ids=["no end, begun", "no end, two hours ago", "still on", "just over"],
)
def test_a_meeting_is_shown_until_it_is_over(read, starts_in, lasts, shown):
    starts_at = NOW + starts_in
    make.meeting(starts_at=starts_at, ends_at=lasts and starts_at + lasts, place="Walker Church")
    assert ("Walker Church" in text_of(read())) == shown


def test_without_a_meeting_the_page_says_so(read):
    assert "No meeting is planned yet." in text_of(section(read(), "meeting"))


def test_the_newest_three_explainers_are_shown(read):
    for days in (9, 1, 5, 3):
        make.ExplainerPageFactory(
            title=f"{days} days old", first_published_at=NOW - days * DAY, summary="In short."
        )
    background = section(read(), "background")
    assert titles(background) == ["1 days old", "3 days old", "5 days old"]
    assert "In short." in text_of(background)


def test_the_page_describes_the_campaign(read, django_capture_on_commit_callbacks):
    home = make.english_home()
    home.intro, home.about = "What we want.", "<p>Who we <b>are</b>.</p>"
    home.save_revision().publish()
    root = read()
    assert text_of(find(root, "p", class_="intro")[0]) == "What we want."
    assert "Who we are Who we are." in text_of(section(root, "about"))
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(home, "so")
    assert text_of(find(read("so"), "p", class_="intro")[0]) == "[so] What we want."


@pytest.mark.parametrize("language", make.LANGUAGES)
@pytest.mark.parametrize("path", ["", "privacy/", "privacy/nowhere/"])
def test_every_page_ends_with_how_to_reach_the_campaign(client, language, path):
    make.StandardPageFactory(slug="privacy")
    home = make.english_home()
    home.phone, home.email = "+16513899174", "campaign@example.org"
    home.social_accounts = [("account", {"name": "Facebook", "url": "https://facebook.com/nmd"})]
    home.save()
    (footer,) = find(parse(client.get(f"/{language}/{path}")), "footer")
    assert {link.get("href"): text_of(link) for link in find(footer, "a")}.items() >= {
        ("tel:+1-651-389-9174", "(651) 389-9174"),
        ("mailto:campaign@example.org", "campaign@example.org"),
        ("https://facebook.com/nmd", "Facebook"),
    }


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_the_menus_lead_to_pages_in_the_readers_language(
    read, language, django_capture_on_commit_callbacks
):
    index = make.AlertIndexPageFactory(title="Alerts", show_in_menus=True)
    make.ExplainerIndexPageFactory(title="Background", show_in_menus=True)
    make.StandardPageFactory(title="Privacy", slug="privacy", show_in_menus=True)
    make.StandardPageFactory(title="Not in a menu")
    make.StandardPageFactory(title="Draft", show_in_menus=True, live=False)
    every_page.restrict(make.StandardPageFactory(title="For members", show_in_menus=True))
    if language != "en":
        with django_capture_on_commit_callbacks(execute=True):
            make.translate(index, language)
    root = read(language, "alerts/")
    header = find(find(root, "header")[0], "ul", class_="menu")[0]
    links = [(text_of(a), a.get("href"), a.get("aria-current")) for a in find(header, "a")]
    title = "Alerts" if language == "en" else f"[{language}] Alerts"
    assert links == [
        (title, f"/{language}/alerts/", "page"),
        ("Background", f"/{language}/background/", None),
    ]
    foot = find(find(root, "footer")[0], "ul", class_="menu")[0]
    assert [(text_of(a), a.get("href")) for a in find(foot, "a")] == [
        ("Privacy", f"/{language}/privacy/")
    ]


def test_a_machine_made_interface_says_so_until_a_fluent_reader_signs_it_off(read, settings):
    words = "translated by a machine"
    assert words not in text_of(read("en"))
    note = "waxaa turjumay mashiin"
    assert note in text_of(find(read("so"), "footer")[0])
    settings.INTERFACE_REVIEWED_ON = {"so": NOW.date()}
    assert note not in text_of(find(read("so"), "footer")[0])


def test_each_language_has_its_home_page_from_the_start(read):
    assert HomePage.objects.live().count() == len(make.LANGUAGES)
    for language in make.LANGUAGES:
        (links,) = find(read(language), "p", class_="site-name")
        assert find(links, "a")[0].get("href") == f"/{language}/"
