"""Tests for the page cache: stored files, and the changes that renew them."""

import gzip
import io
import re
import threading
from datetime import timedelta

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.models import AlertPage
from home.page_cache import changes, generations
from home.page_cache.wsgi import PageCache
from tests import factories as make
from tests.support import every_page

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


class Reader:
    """Client that asks the page cache, and counts the requests that reach Django."""

    def __init__(self):
        self.rendered = 0
        django = WSGIHandler()

        def counted(environ, start):
            self.rendered += 1
            return django(environ, start)

        self.application = PageCache(counted)

    def get(self, path, method="GET", **headers):
        """Return a tuple of status, headers and body."""
        path, _mark, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        given = []
        body = b"".join(self.application(environ, lambda *response: given.extend(response)))
        return int(given[0].partition(" ")[0]), dict(given[1]), body


@pytest.fixture
def reader(settings, tmp_path):
    settings.PAGE_CACHE_ROOT = tmp_path / "pages"
    changes.watch(connection)
    changes.catch_up()
    yield Reader()
    connection.execute_wrappers.remove(changes._notice)


@pytest.fixture
def alert(reader):
    return make.AlertPageFactory(slug="call", title="Call the governor")


@pytest.fixture
def path(alert):
    return "/en/alerts/call/"


def test_the_second_reader_gets_the_stored_page(reader, path):
    first, second = reader.get(path), reader.get(path)
    assert reader.rendered == 1
    assert first == second
    assert first[0] == 200
    assert b"Call the governor" in first[2]
    assert first[1]["Content-Language"] == "en"
    assert "default-src 'none'" in first[1]["Content-Security-Policy"]


def test_a_stored_page_takes_no_query(reader, path, django_assert_num_queries):
    reader.get(path)
    with django_assert_num_queries(0):
        reader.get(path)


@pytest.mark.parametrize(
    ("accepted", "decoded"),
    [("gzip", gzip.decompress), ("gzip, br;q=0", gzip.decompress), ("gzip, br", brotli.decompress)],
)
def test_a_browser_gets_an_encoding_that_it_accepts(reader, path, accepted, decoded):
    _status, _headers, plain = reader.get(path)
    _status, headers, body = reader.get(path, accept_encoding=accepted)
    assert decoded(body) == plain
    assert "Accept-Encoding" in headers["Vary"]
    assert headers["Content-Length"] == str(len(body))


def test_a_browser_that_has_the_page_gets_304(reader, path):
    etag = reader.get(path)[1]["ETag"]
    for _again in range(2):
        status, headers, body = reader.get(path, if_none_match=etag)
        assert (status, body, headers["ETag"]) == (304, b"", etag)
        assert "Content-Security-Policy" not in headers
    assert reader.get(path, if_none_match='W/"other"')[0] == 200


def test_head_gets_the_headers_of_the_page(reader, path):
    _status, expected, body = reader.get(path)
    status, headers, nothing = reader.get(path, method="HEAD")
    assert (status, nothing) == (200, b"")
    assert headers == expected
    assert headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize(
    "change",
    [
        lambda alert: alert.save_revision().publish(),
        lambda alert: AlertPage.objects.update(ask="Say no"),
        lambda alert: alert.unpublish(),
        lambda alert: alert.delete(),
        lambda alert: make.comment(alert, status="published"),
        lambda alert: make.office(),
    ],
    ids=["publish", "update", "unpublish", "delete", "comment", "office"],
)
def test_no_page_from_before_a_change_is_sent_after_it(reader, alert, path, change):
    reader.get(path)
    change(alert)
    reader.get(path)
    assert reader.rendered == 2


def _change_and_fail():
    AlertPage.objects.update(ask="Say no")
    raise ZeroDivisionError


def test_a_change_that_is_rolled_back_renews_nothing(reader, path):
    reader.get(path)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _change_and_fail()
    reader.get(path)
    assert reader.rendered == 1


def test_a_change_after_a_savepoint_that_was_rolled_back_renews_the_pages(reader, path):
    reader.get(path)
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            _change_and_fail()
        AlertPage.objects.update(ask="Say yes")
    assert b"Say yes" in reader.get(path)[2]


def test_a_page_rendered_before_a_change_is_not_stored_after_it(reader, path, monkeypatch):
    """The change is committed while the page is being rendered."""
    ask = AlertPage.get_context

    def slow(page, *args, **kwargs):
        monkeypatch.setattr(AlertPage, "get_context", ask)
        context = ask(page, *args, **kwargs)
        AlertPage.objects.update(title="Call the mayor")
        return context

    monkeypatch.setattr(AlertPage, "get_context", slow)
    reader.get(path)
    assert b"Call the mayor" in reader.get(path)[2]


def test_a_process_that_is_killed_after_the_commit_leaves_no_old_page(reader, path, monkeypatch):
    reader.get(path)
    with monkeypatch.context() as killed:
        killed.setattr(generations, "begin_for", _kill)
        with pytest.raises(SystemExit):
            AlertPage.objects.update(title="Call the mayor")
    changes.catch_up()  # as the worker and each web process do every second
    assert b"Call the mayor" in reader.get(path)[2]


def _kill(version):
    raise SystemExit


def test_a_page_is_renewed_at_midnight(reader, path, time_machine):
    time_machine.move_to("2031-06-03T12:00:00-05:00")
    reader.get(path)
    time_machine.move_to("2031-06-03T23:59:58-05:00")
    changes.catch_up()
    reader.get(path)
    assert reader.rendered == 1
    time_machine.move_to("2031-06-04T00:00:01-05:00")
    changes.catch_up()
    reader.get(path)
    assert reader.rendered == 2


def test_reports_of_calls_renew_the_pages_once_a_minute(reader, alert, path, time_machine):
    from alerts.calls import totals

    time_machine.move_to("2031-06-03T12:00:00-05:00")
    reader.get(path)
    for _report in range(3):
        totals.rewrite(alert.pk)
        changes.catch_up()
    reader.get(path)
    assert reader.rendered == 1
    time_machine.move_to("2031-06-03T12:01:01-05:00")
    changes.catch_up()
    reader.get(path)
    assert reader.rendered == 2


@pytest.mark.parametrize(
    "address",
    ["comment/", "?comments=2", "nothing/", "?utm_source=x&comments=2"],
)
def test_forms_queries_and_errors_are_not_stored(reader, path, address):
    for _again in range(2):
        reader.get(path + address)
    assert reader.rendered == 2


@pytest.mark.parametrize("query", ["?fbclid=abc", "?utm_source=x&utm_medium=y", "?igsh="])
def test_parameters_of_other_sites_do_not_multiply_pages(reader, path, query):
    reader.get(path)
    assert reader.get(path + query) == reader.get(path)
    assert reader.rendered == 1


@pytest.mark.parametrize(
    "hostile", ["/en/../../etc/passwd", "/en/.hidden/", "/en//", "/en/%2e/", "/en/\0/"]
)
def test_hostile_paths_reach_no_file(reader, hostile):
    assert reader.get(hostile)[0] in {301, 400, 404}
    assert not generations.root().parent.joinpath("etc").exists()


def test_a_full_generation_stores_nothing_more(reader, path, monkeypatch):
    monkeypatch.setattr(generations, "MOST_PAGES", 1)
    for address in (path, "/en/"):
        for _again in range(2):
            assert reader.get(address)[0] == 200
    assert reader.rendered == 3


def test_a_folder_that_cannot_be_written_costs_only_time(reader, path, monkeypatch):
    monkeypatch.setattr("home.page_cache.files._write", _fail)
    for _again in range(2):
        assert reader.get(path)[0] == 200
    assert reader.rendered == 2


def _fail(*args):
    raise OSError("No space left on device")


def test_many_requests_for_one_page_render_it_once(reader, path):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(reader.get(path)[0])) for _one in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 8
    assert reader.rendered == 1


def test_past_generations_are_deleted(reader, path):
    for number in range(4):
        AlertPage.objects.update(ask=f"Say {number}")
        reader.get(path)
    generations.sweep()
    assert len([one for one in generations.root().glob("*-*") if one.is_dir()]) == 2
    assert b"Say 3" in reader.get(path)[2]


def test_the_first_page_of_a_new_site_needs_no_row(reader, path):
    changes.PublicChange.objects.all().delete()
    changes.catch_up()
    assert reader.get(path)[0] == 200


def test_old_records_of_changes_are_purged(reader, alert, time_machine):
    assert changes.PublicChange.objects.count()
    time_machine.move_to(timezone.now() + 2 * changes.KEEP)
    assert changes.purge()
    assert not changes.PublicChange.objects.count()


def test_each_table_that_a_public_page_reads_renews_the_pages(client):
    """Test the list of tables. The services of comments announce their public changes."""
    every_page.build()
    addresses = [every_page.address(kind, "so") for kind in every_page.ADDRESSES]
    read = set()
    for address, _status in addresses:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        if hasattr(response, "holds_until"):
            for query in queries:
                read |= set(re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"]))
    unseen = {table for table in read if not changes.PUBLIC.fullmatch(table)}
    assert len(read) > 25
    assert unseen == {
        *("django_comments", "django_comments_xtd_xtdcomment", "comments_postcomment"),
        "people_user",  # who uploaded a picture, which no page shows
    }


def test_drafts_renew_nothing(reader, alert, path):
    reader.get(path)
    alert.title = "Call the mayor"
    alert.save_revision()
    reader.get(path)
    assert reader.rendered == 1


def test_a_page_that_is_scheduled_renews_the_pages(reader, alert, path, time_machine):
    """They must be renewed when that page goes live."""
    time_machine.move_to("2031-06-03T12:00:00-05:00")
    reader.get(path)
    alert.go_live_at = timezone.now() + timedelta(minutes=10)
    alert.save_revision().publish()
    reader.get(path)
    assert reader.rendered == 2
    time_machine.move_to("2031-06-03T12:10:16-05:00")
    changes.catch_up()
    reader.get(path)
    assert reader.rendered == 3
