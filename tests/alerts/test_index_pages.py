"""Tests for the lists of alerts and explainers, and for their archives by year."""

from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.models import Locale, Page

from alerts.models import AlertPage, ExplainerPage, PostIndexPage
from alerts.models.listing import ListedPage
from tests import factories as make
from tests.support import every_page
from tests.support.markup import find, page_at, text_of

pytestmark = pytest.mark.django_db

CENTRAL = ZoneInfo("America/Chicago")
NOW = datetime(2011, 6, 3, 12, 0, tzinfo=CENTRAL)
DAY = timedelta(days=1)
POSTS = AlertPage, ExplainerPage


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def read(client):
    return partial(page_at, client)


def ended(day, title=None):
    return make.AlertPageFactory(
        title=title or f"Ended {day:%Y-%m-%d}", starts_at=day - DAY, ends_at=day
    )


def section_titles(root, heading):
    return [
        text_of(title)
        for section in find(root, "section", aria_labelledby=heading)
        for title in find(section, "h3")
    ]


def links(root, css_class):
    return {
        text_of(link): (link.get("href"), link.get("aria-current"))
        for nav in find(root, "nav", class_=css_class)
        for link in find(nav, "a")
    }


def test_alerts_are_current_ones_first_then_the_archive_latest_end_first(read):
    make.AlertPageFactory(title="To come", starts_at=NOW + DAY, ends_at=NOW + 2 * DAY)
    make.AlertPageFactory(title="Active")
    ended(NOW - 9 * DAY, "Over for long")
    ended(NOW - DAY, "Just over")
    root = read("alerts/")
    assert section_titles(root, "current") == ["Active", "To come"]
    assert section_titles(root, "archive") == ["Just over", "Over for long"]


@pytest.mark.parametrize(
    "factory",
    [make.AlertIndexPageFactory, make.ExplainerIndexPageFactory, make.MeetingsPageFactory],
)
def test_a_home_page_has_one_list_of_each_kind(factory):
    model = factory._meta.model
    assert model.can_create_at(make.home())
    factory()
    assert not model.can_create_at(make.home())


def test_the_list_says_when_there_is_nothing_to_do(read):
    ended(NOW - DAY)
    assert "There is no call to make today." in text_of(read("alerts/"))


def test_the_list_of_explainers_is_newest_first(read):
    for days in (5, 1, 9):
        make.ExplainerPageFactory(title=f"{days} days", first_published_at=NOW - days * DAY)
    titles = [text_of(title) for title in find(read("background/"), "h2")]
    assert titles[:3] == ["1 days", "5 days", "9 days"]


def test_an_empty_list_of_explainers_says_so(read):
    make.ExplainerIndexPageFactory()
    assert "Nothing has been written here yet." in text_of(read("background/"))


@pytest.mark.parametrize("language", ["es", "so", "hmn"])
@pytest.mark.parametrize(("path", "level"), [("alerts/", "h3"), ("background/", "h2")])
def test_posts_are_in_the_readers_language_or_marked_as_english(
    read, language, path, level, django_capture_on_commit_callbacks
):
    factory = make.AlertPageFactory if path == "alerts/" else make.ExplainerPageFactory
    translated, _only_english = factory(title="Translated"), factory(title="Only English")
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(translated, language)
    root = read(path, language)
    shown = {
        text_of(title): (title.get("lang"), find(title, "a")[0].get("href"))
        for title in find(root, level)
        if find(title, "a")
    }
    assert shown == {
        f"[{language}] Translated": (None, f"/{language}/{path}translated/"),
        "Only English": ("en", f"/{language}/{path}only-english/"),
    }


def test_the_archive_is_read_a_page_at_a_time(read, monkeypatch):
    monkeypatch.setattr(PostIndexPage, "PER_PAGE", 2)
    make.AlertPageFactory(title="Active")
    for days in range(1, 6):
        ended(NOW - days * DAY, f"Over {days}")
    first, middle, last = (read(f"alerts/?page={number}") for number in (1, 2, 3))
    assert section_titles(first, "archive") == ["Over 1", "Over 2"]
    assert section_titles(middle, "archive") == ["Over 3", "Over 4"]
    assert section_titles(last, "archive") == ["Over 5"]
    assert section_titles(first, "current") == ["Active"]
    assert section_titles(middle, "current") == []
    assert links(first, "pagination") == {"Next page": ("?page=2", None)}
    assert links(middle, "pagination") == {
        "Previous page": ("?page=1", None),
        "Next page": ("?page=3", None),
    }
    assert links(last, "pagination") == {"Previous page": ("?page=2", None)}
    assert "Page 2 of 3" in text_of(middle)
    assert links(read("alerts/"), "pagination") == {"Next page": ("?page=2", None)}


def test_twenty_posts_are_on_a_page(read):
    for number in range(21):
        make.ExplainerPageFactory(title=f"Number {number}")
    pages = [read(f"background/?page={page}") for page in (1, 2)]
    assert [len(page.findall(".//li[@class='card']")) for page in pages] == [20, 1]


def test_the_archive_can_be_read_by_year(read, monkeypatch):
    for year, month in ((2009, 3), (2010, 3), (2010, 5), (2010, 9)):
        ended(datetime(year, month, 1, 12, 0, tzinfo=CENTRAL), f"Of {year}, {month}")
    make.AlertPageFactory(title="Active")
    root = read("alerts/")
    assert links(root, "years") == {
        "All years": ("/en/alerts/", "page"),
        "2010": ("?year=2010", None),
        "2009": ("?year=2009", None),
    }
    root = read("alerts/?year=2009")
    assert "Alerts of 2009" in text_of(root)
    assert section_titles(root, "archive") == ["Of 2009, 3"]
    assert section_titles(root, "current") == []
    assert links(root, "years")["2009"] == ("?year=2009", "page")
    monkeypatch.setattr(PostIndexPage, "PER_PAGE", 2)
    assert links(read("alerts/?year=2010"), "pagination") == {
        "Next page": ("?year=2010&page=2", None)
    }
    assert section_titles(read("alerts/?year=2010&page=2"), "archive") == ["Of 2010, 3"]


def test_explainers_have_an_archive_by_year_too(read):
    for year in (2010, 2011):
        make.ExplainerPageFactory(
            title=f"Of {year}", first_published_at=datetime(year, 1, 9, tzinfo=CENTRAL)
        )
    root = read("background/?year=2010")
    assert "Of 2010" in text_of(root)
    assert "Of 2011" not in text_of(root)


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2010, 12, 31, 23, 59, tzinfo=CENTRAL), 2010),
        (datetime(2011, 1, 1, 0, 0, tzinfo=CENTRAL), 2011),
    ],
    ids=["last minute of a year", "first minute of a year"],
)
def test_a_year_turns_at_midnight_central_time(read, moment, year):
    make.AlertPageFactory(title="New Year", starts_at=moment, ends_at=moment + DAY)
    assert section_titles(read(f"alerts/?year={year}"), "archive") == ["New Year"]


@pytest.mark.parametrize("index", ["alerts/", "background/"])
@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "", "1.5", "²", "9" * 30])
def test_a_page_that_does_not_exist_is_not_found(client, index, number):
    ended(NOW - DAY)
    make.ExplainerPageFactory()
    assert client.get(f"/en/{index}?page=1").status_code == 200
    assert client.get(f"/en/{index}?page={number}").status_code == 404


@pytest.mark.parametrize("index", ["alerts/", "background/"])
@pytest.mark.parametrize("year", ["1999", "x", "", "-2011", "٢٠١١", "2011&page=2"])
def test_a_year_without_posts_is_not_found(client, index, year):
    ended(NOW - DAY)
    make.ExplainerPageFactory()
    assert client.get(f"/en/{index}?year=2011").status_code == 200
    assert client.get(f"/en/{index}?year={year}").status_code == 404


@pytest.mark.parametrize("hide", ["draft", "restricted"])
@pytest.mark.parametrize("language", ["en", "so"])
def test_a_page_that_is_not_public_is_in_no_list_and_no_year(
    client, read, hide, language, django_capture_on_commit_callbacks
):
    ended(NOW - DAY, "For everybody")
    hidden = [
        ended(datetime(2009, 3, 1, 12, 0, tzinfo=CENTRAL), "Hidden and over"),
        make.AlertPageFactory(title="Hidden and active"),
        make.ExplainerPageFactory(title="Hidden explainer"),
    ]
    for page in hidden:
        with django_capture_on_commit_callbacks(execute=True):
            make.translate(page, "so")
        page.unpublish() if hide == "draft" else every_page.restrict(page)
    assert "Hidden" not in text_of(read("background/", language))
    root = read("alerts/", language)
    assert "Hidden" not in text_of(root)
    assert links(root, "years") == {}
    assert client.get(f"/{language}/alerts/?year=2009").status_code == 404


@pytest.mark.parametrize("index", ["alerts/", "background/"])
def test_pages_and_years_count_only_posts_that_have_not_expired(
    client, read, monkeypatch, time_machine, index
):
    monkeypatch.setattr(PostIndexPage, "PER_PAGE", 1)
    old = datetime(2009, 3, 1, 12, 0, tzinfo=CENTRAL)
    for number, day in enumerate((NOW - 2 * DAY, NOW - 3 * DAY, old)):
        expire_at = NOW + DAY if number else None
        make.AlertPageFactory(starts_at=day - DAY, ends_at=day, expire_at=expire_at)
        make.ExplainerPageFactory(first_published_at=day, expire_at=expire_at)
    root = read(index)
    assert "Page 1 of 3" in text_of(root)
    assert set(links(root, "years")) == {"All years", "2011", "2009"}
    assert "Page 1 of 2" in text_of(read(f"{index}?year=2011"))
    time_machine.move_to(NOW + DAY, tick=False)
    root = read(index)
    assert links(root, "pagination") == links(root, "years") == {}
    assert client.get(f"/en/{index}?page=2").status_code == 404
    assert client.get(f"/en/{index}?year=2009").status_code == 404


def test_a_post_moves_in_the_lists_when_its_dates_are_corrected(client, read):
    alert = ended(datetime(2009, 3, 1, 12, 0, tzinfo=CENTRAL), "Corrected")
    explainer = make.ExplainerPageFactory(first_published_at=NOW - DAY)
    alert.starts_at, alert.ends_at = (datetime(2010, 5, day, tzinfo=CENTRAL) for day in (1, 2))
    alert.save_revision().publish()
    assert section_titles(read("alerts/?year=2010"), "archive") == ["Corrected"]
    assert client.get("/en/alerts/?year=2009").status_code == 404
    explainer.unpublish()
    assert client.get("/en/background/?year=2011").status_code == 404


def test_posts_that_are_unpublished_in_bulk_leave_no_gap_in_the_list(editor, read, monkeypatch):
    monkeypatch.setattr(PostIndexPage, "PER_PAGE", 2)
    posts = [ended(NOW - number * DAY, f"Over {number}") for number in range(1, 5)]
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    editor.post(f"{url}?id={posts[0].pk}&id={posts[1].pk}")
    root = read("alerts/")
    assert section_titles(root, "archive") == ["Over 3", "Over 4"]
    assert links(root, "pagination") == {}


def test_the_lists_are_repaired_by_a_migration(client, read):
    gone, there = (ended(NOW - number * DAY, f"Over {number}") for number in (1, 2))
    Page.objects.filter(pk=gone.pk).update(live=False)
    AlertPage.objects.filter(pk=there.pk).update(listed_at=None, listed_year=None)
    import_module("alerts.migrations.0003_listed_again").repeat_columns(apps, None)
    assert section_titles(read("alerts/"), "archive") == ["Over 2"]
    assert AlertPage.objects.exclude(listed_at=None).get().pk == there.pk


def test_a_post_is_listed_from_its_first_publication_or_from_the_time_when_it_was_first_saved():
    published, stored = NOW - 9 * DAY, NOW - 2 * DAY
    post = make.ExplainerPageFactory.build(live=True, locale=Locale.get_default())
    for first, before, listed in (
        *((published, None, published), (published, stored, published)),
        *((None, stored, stored), (None, None, NOW)),
    ):
        post.first_published_at, post.listed_at = first, before
        post.repeat_fields()
        assert post.listed_at == listed


def test_a_published_copy_of_an_explainer_is_of_the_year_of_the_copy(editor, read):
    old = make.ExplainerPageFactory(first_published_at=datetime(2009, 3, 1, tzinfo=CENTRAL))
    sent = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": old.get_parent().pk}
    url = reverse("wagtailadmin_pages:copy", args=[old.pk])
    editor.post(url, sent | {"publish_copies": "on"})
    root = read("background/?year=2011")
    assert [text_of(title) for title in find(root, "h2")][:1] == ["Copy"]


@pytest.mark.parametrize("index", ["alerts/", "background/"])
def test_a_post_that_is_scheduled_counts_from_its_publication(read, monkeypatch, index):
    monkeypatch.setattr(PostIndexPage, "PER_PAGE", 1)
    for go_live_at in (None, NOW + DAY):
        make.AlertPageFactory(starts_at=NOW - 2 * DAY, ends_at=NOW - DAY, go_live_at=go_live_at)
        make.ExplainerPageFactory(go_live_at=go_live_at)
    assert links(read(index), "pagination") == {}


def test_the_migration_lists_the_posts_that_are_there(read, client):
    make.ExplainerPageFactory(title="Why", first_published_at=NOW - 400 * DAY)
    ended(datetime(2009, 3, 1, 12, 0, tzinfo=CENTRAL), "Over for long")
    make.AlertPageFactory(title="Draft", live=False)
    columns = ListedPage.listing_fields
    before = [list(model.objects.order_by("pk").values_list(*columns)) for model in POSTS]
    for model in POSTS:
        model.objects.update(**dict.fromkeys(columns))
    assert client.get("/en/alerts/?year=2009").status_code == 404
    import_module("alerts.migrations.0002_listing").fill_columns(apps, None)
    after = [list(model.objects.order_by("pk").values_list(*columns)) for model in POSTS]
    assert after == before
    assert section_titles(read("alerts/?year=2009"), "archive") == ["Over for long"]
