"""Tests of lists, feeds and the sitemap while editors change posts at random.

What they contain is compared with what follows from the stored pages.
"""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from alerts.models import AlertPage, ExplainerPage, PostIndexPage
from alerts.sharing.formats import feed_items
from home import sitemaps
from home.addresses import absolute, page_address
from tests.support.markup import find, page_at, text_of
from tests.support.random_posts import CENTRAL, MODELS, NEW_YEAR, RandomPosts

pytestmark = pytest.mark.django_db

NAMESPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def year_of(post):
    day = post.starts_at if isinstance(post, AlertPage) else post.first_published_at
    return day.astimezone(CENTRAL).year if day else None


def columns_of(post):
    if post.live and post.locale.language_code == "en":
        return post.first_published_at, post.expire_at, year_of(post)
    return None, None, None


def wrong_columns():
    return [
        (post, post.listed_at, post.listed_until, post.listed_year, columns_of(post))
        for model in MODELS
        for post in model.objects.order_by("pk")
        if (post.listed_at, post.listed_until, post.listed_year) != columns_of(post)
    ]


def public(model, **filters):
    now = timezone.now()
    closed = list(PageViewRestriction.objects.values_list("page__path", flat=True))
    return [
        page
        for page in model.objects.filter(live=True, **filters).order_by("path")
        if not (page.expire_at and page.expire_at <= now)
        and not any(page.path.startswith(path) for path in closed)
    ]


def over_at(alert):
    return min(moment for moment in (alert.ends_at, alert.decided_at) if moment)


def archive(model):
    posts = public(model, locale__language_code="en")
    if model is ExplainerPage:
        return sorted(posts, key=lambda post: (post.first_published_at, post.pk), reverse=True)
    over = [post for post in posts if post.outcome or over_at(post) <= timezone.now()]
    return sorted(over, key=lambda post: (over_at(post), post.pk), reverse=True)


def addresses_of(posts):
    return [page_address(post, "en") for post in posts]


def read_archive(client, model, year=None):
    """Return the addresses on all pages of the archive, and the years to choose from."""
    addresses, number, query = [], 1, f"year={year}&" if year else ""
    while True:
        if model is AlertPage:
            root = page_at(client, f"alerts/?{query}page={number}")
            parts, tag = find(root, "section", aria_labelledby="archive"), "h3"
        else:
            root = page_at(client, f"background/?{query}page={number}")
            parts, tag = find(root, "main"), "h2"
        titles = [title for part in parts for title in find(part, tag)]
        addresses += [link.get("href") for title in titles for link in find(title, "a")]
        links = {
            name: [
                text_of(link) for nav in find(root, "nav", class_=name) for link in find(nav, "a")
            ]
            for name in ("pagination", "years")
        }
        if "Next page" not in links["pagination"]:
            return addresses, links["years"][1:]
        number += 1


def assert_archives_are_right(client):
    for model in MODELS:
        posts = archive(model)
        addresses, years = read_archive(client, model)
        assert addresses == addresses_of(posts)
        known = sorted({year_of(post) for post in posts}, reverse=True)
        assert years == [str(year) for year in known if len(known) > 1]
        for year in known:
            found, _years = read_archive(client, model, year)
            assert found == addresses_of(post for post in posts if year_of(post) == year)


def assert_feed_is_right(client):
    items = client.get("/en/feed.json").json()["items"]
    newest = [
        sorted(
            public(model, locale__language_code="en"),
            key=lambda post: (post.first_published_at, post.pk),
            reverse=True,
        )[:most]
        for model, most in ((AlertPage, feed_items.ALERTS), (ExplainerPage, feed_items.EXPLAINERS))
    ]
    expected = [absolute(address) for posts in newest for address in addresses_of(posts)]
    assert sorted(item["url"] for item in items) == sorted(expected)


def locations(client, address, name):
    root = ET.fromstring(client.get(address).content)  # noqa: S314  our own
    return [
        (
            one.find("s:loc", NAMESPACES).text,
            [link.get("href") for link in one.findall("x:link", NAMESPACES)],
        )
        for one in root.findall(f"s:{name}", NAMESPACES)
    ]


def assert_sitemap_is_right(client):
    sections = [address for address, _links in locations(client, "/sitemap.xml", "sitemap")]
    numbers = range(1, len(sections) + 1)
    assert sections == [absolute(f"/sitemap-{number}.xml") for number in numbers]
    # A single section is the sitemap itself.
    parts = sections or ["/sitemap.xml"]
    found = [locations(client, address, "url") for address in parts]
    expected = []
    english = public(Page, depth__gte=2, locale__language_code="en", alias_of=None)
    for number, source in enumerate(sorted(english, key=lambda page: page.pk)):
        if number % sitemaps.PER_SECTION == 0:
            expected.append([])
        family = public(Page, translation_key=source.translation_key, alias_of=None)
        addresses = [absolute(page_address(source, page.locale.language_code)) for page in family]
        expected[-1] += [(address, addresses) for address in addresses]
    assert found == expected


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(PostIndexPage, "PER_PAGE", 2)
    monkeypatch.setattr(sitemaps, "PER_SECTION", 3)
    monkeypatch.setattr(feed_items, "ALERTS", 3)
    monkeypatch.setattr(feed_items, "EXPLAINERS", 2)


AUDIT = [pytest.param(seed, 80, marks=pytest.mark.audit) for seed in range(1, 7)]


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(("seed", "steps"), [(0, 30), *AUDIT])
def test_lists_and_sitemap_follow_from_the_stored_pages_whatever_editors_do(
    client, time_machine, committed, seed, steps
):
    time_machine.move_to(NEW_YEAR - timedelta(days=2), tick=False)
    posts = RandomPosts(seed, client, time_machine)
    done = []
    for step in range(steps):
        done.append(committed(posts.make_one))
        assert not wrong_columns(), done
        if step % 5 == 4:
            assert_archives_are_right(client)
            assert_feed_is_right(client)
            assert_sitemap_is_right(client)
