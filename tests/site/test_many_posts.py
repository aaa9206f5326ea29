"""Tests for the command that fills a development database with many posts."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from alerts.comments.models import PostComment
from alerts.content import many
from alerts.models import AlertPage
from tests import factories as make

pytestmark = pytest.mark.django_db

# Tables that grow with posts and comments.
LARGE = [
    *("wagtailcore_page", "alerts_alertpage", "alerts_explainerpage", "wagtailcore_revision"),
    *("comments_postcomment", "django_comments_xtd_xtdcomment", "django_comments"),
    *("comments_spamscreening", "wagtail_localize_string"),
    *("wagtail_localize_translation", "wagtail_localize_translationsource"),
    *("wagtail_localize_stringsegment", "wagtail_localize_stringtranslation"),
]
# Addresses whose content is about all pages in English.
OF_LANGUAGE = ["/sitemap-1.xml", reverse("translation_dashboard")]
# Condition for the root page, the only one at its depth.
ROOT_PAGE = '"wagtailcore_page"."depth" = 1 '
# Table and alias in the SQL of a subquery.
ALIAS = re.compile(r'"(\w+)" ([A-Z]\d+)\b')


@pytest.fixture
def lists():
    english = make.AlertPageFactory(slug="own").get_parent().specific
    return english, make.translate(english, "so")


def test_a_production_server_refuses_and_changes_nothing(lists, settings):
    settings.MANY_POSTS = False
    with pytest.raises(CommandError, match="for development settings only"):
        call_command("manyposts", posts=3, comments=3)
    assert AlertPage.objects.count() == 1


@pytest.mark.parametrize("counts", [{"posts": 0}, {"posts": -1}, {"posts": 1, "comments": -1}])
def test_counts_that_make_no_sense_are_refused(lists, settings, counts):
    settings.MANY_POSTS = True
    with pytest.raises(CommandError, match="positive numbers"):
        call_command("manyposts", **counts)


def test_the_posts_are_pages_like_others(lists, settings, client):
    settings.MANY_POSTS = True
    call_command("manyposts", posts=5, comments=20)
    call_command("manyposts", posts=2, comments=2)
    assert not any(Page.find_problems())
    assert AlertPage.objects.filter(locale__language_code="en").count() == 8
    assert PostComment.objects.count() == 22
    assert [one.refresh_from_db() or one.numchild for one in lists] == [8, 7]
    made = AlertPage.objects.filter(slug__startswith="call-", locale__language_code="so")
    for page in made:
        assert client.get(page.get_absolute_url()).status_code == 200
    assert client.get("/so/alerts/").status_code == 200
    # New pages and comments can follow.
    make.comment(make.AlertPageFactory(slug="next"))


def test_the_posts_are_on_the_translation_dashboard(lists, settings, admin_client):
    settings.MANY_POSTS = True
    call_command("manyposts", posts=2, comments=0)
    assert "Call the governor" in admin_client.get(reverse("translation_dashboard")).text


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite for its plans")
@pytest.mark.parametrize(
    "path",
    [
        *("/so/", "/so/alerts/", "/so/alerts/call-2/", "/so/background/", "/so/feed.atom"),
        *("/so/calendar.ics", "/so/about/", "/so/about/us/", "/sitemap-1.xml"),
        *("/so/alerts/call-2/comments/", "/so/alerts/call-2/flyer/"),
        *(reverse("translation_dashboard"), reverse("moderation:index"), "/readyz"),
    ],
)
def test_no_query_reads_all_rows_of_a_large_table_though_sqlite_has_no_statistics(
    lists, admin_client, path
):
    make.ExplainerPageFactory()
    make.StandardPageFactory(slug="us", parent=make.StandardPageFactory(slug="about"))
    many.create(5, 10)
    with CaptureQueriesContext(connection) as queries:
        # Without a worker, the site is not ready.
        assert admin_client.get(path).status_code == (503 if path == "/readyz" else 200)
    found = []
    with connection.cursor() as cursor:
        for query in queries:
            sql = query["sql"]
            # Subqueries may use the same alias for several tables.
            small = [alias for table, alias in ALIAS.findall(sql) if table not in LARGE]
            large = [alias for table, alias in ALIAS.findall(sql) if alias not in small]
            cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
            for *_numbers, step in cursor.fetchall():
                # A covering index has all columns that are needed, so no row is read.
                scan = re.match(r"SCAN (\w+)(?!.* COVERING )", step)
                # Indexes that find nearly all pages, and all of a language.
                is_all = (
                    "alias_of" in step
                    or ("(locale_id=?)" in step and path not in OF_LANGUAGE)
                    or ("(depth=?)" in step and ROOT_PAGE not in sql)
                )
                if is_all or (scan and scan[1] in [*large, *LARGE]):
                    found.append((step, sql))
    assert found == []
