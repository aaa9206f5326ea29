"""Tests of PostgreSQL's plans for the queries of public pages and of the moderation queue."""

import re

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from alerts.models import AlertPage
from tests import factories as make
from tests.support.query_plans import own_database, queries_of, sequential_scans

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the plans are PostgreSQL's"
)

# Of a site this small, some lists in the admin and a section of the sitemap are so large a part that
# PostgreSQL rightly reads whole tables for them. They are left out.
POSTS, COMMENTS = 1500, 20_000
QUEUE = reverse("moderation:index")
PAGES = {
    "home page": "/so/",
    "archive": "/so/alerts/",
    "second page of the archive": "/en/alerts/?page=2",
    "year of the archive": "/en/alerts/?year={year}",
    "page with pages below": "/so/about/",
    "alert with its threads": "/so/alerts/{slug}/",
    "page of threads": "/en/alerts/{slug}/comments/",
    "Atom feed": "/en/feed.atom",
    "JSON feed": "/so/feed.json",
    "calendar": "/so/calendar.ics",
    "moderation queue": QUEUE,
    "published comments": f"{QUEUE}?status=published",
    "comments in all statuses": f"{QUEUE}?status=",
    "queue of one language": f"{QUEUE}?language=so",
}
EXCEPTIONS = (
    # A list says how many comments it has. Nearly all are published, so all are read.
    re.compile(r'^SELECT COUNT\(\*\) AS "__count" FROM "comments_postcomment"'),
)


@pytest.fixture
def large_site(settings, django_db_setup, django_db_blocker):
    settings.MANY_POSTS = True
    with django_db_blocker.unblock(), own_database("campaign_query_plans"):
        cache.clear()  # it has the addresses of the other database
        english = make.the(make.AlertIndexPageFactory)
        for language in ("es", "so", "hmn"):
            make.translate(english, language)
        make.StandardPageFactory(parent=make.StandardPageFactory(slug="about"))
        call_command("manyposts", posts=POSTS, comments=COMMENTS, verbosity=0)
        with connection.cursor() as cursor:
            # What autovacuum does. An index is read alone only where all rows are known as visible.
            cursor.execute("VACUUM ANALYZE")
        yield


def test_no_page_reads_a_large_table_from_end_to_end(large_site):
    client = Client()
    client.force_login(make.user())
    alert = AlertPage.objects.filter(slug__startswith="call-", locale__language_code="en")[5]
    found = []
    for name, pattern in PAGES.items():
        address = pattern.format(slug=alert.slug, year=alert.starts_at.year)
        queries = queries_of(lambda address=address: get(client, address))
        assert queries
        queries = [
            (sql, params)
            for sql, params in queries
            if not any(one.search(sql) for one in EXCEPTIONS)
        ]
        found += [f"{name}: {one}" for one in sequential_scans(queries)]
    assert not found, "\n".join(found)


def get(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    if response.streaming:
        b"".join(response.streaming_content)
