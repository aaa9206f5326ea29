"""Tests that no page of a large site makes PostgreSQL read a large table from end to end."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from alerts.models import AlertPage
from tests import factories as make
from tests.support.query_plans import queries_of, sequential_scans

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.thorough,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the plans are PostgreSQL's"),
]

POSTS, COMMENTS = 2000, 20_000
PAGES = {
    "home page": "/so/",
    "archive": "/so/alerts/",
    "second page of the archive": "/en/alerts/?page=2",
    "year of the archive": "/en/alerts/?year={year}",
    "alert with its threads": "/so/alerts/{slug}/",
    "page of threads": "/en/alerts/{slug}/comments/",
    "feed": "/en/feed.atom",
    "calendar": "/so/calendar.ics",
    "moderation queue": reverse("moderation:index"),
    "published comments": reverse("moderation:index") + "?status=published",
    "queue of one language": reverse("moderation:index") + "?language=so",
}


@pytest.fixture
def large_site(settings, admin_client):
    settings.MANY_POSTS = True
    english = make.the(make.AlertIndexPageFactory)
    for language in ("es", "so", "hmn"):
        make.translate(english, language)
    call_command("manyposts", posts=POSTS, comments=COMMENTS, verbosity=0)
    return admin_client


def test_no_page_reads_a_large_table_from_end_to_end(large_site):
    alert = AlertPage.objects.filter(slug__startswith="call-", locale__language_code="en")[5]
    slow = {}
    for name, pattern in PAGES.items():
        address = pattern.format(slug=alert.slug, year=alert.starts_at.year)
        queries = queries_of(lambda address=address: get(large_site, address))
        assert queries
        if found := sequential_scans(queries):
            slow[name] = found
    assert slow == {}


def get(client, address):
    assert client.get(address).status_code == 200, address
