"""Tests for the page cache with many readers at once, and while the server restarts."""

import signal
import threading
from http.client import HTTPConnection
from types import SimpleNamespace

import pytest
from django.db import connection, connections

from alerts.models import AlertPage
from home.operations.page_cache import renewal
from tests import factories as make
from tests.support.servers import Proxy, wait_until
from tests.support.stored_pages import Reader

ALERT = "/en/alerts/stand-firm-against-secure-communities/"


@pytest.fixture
def reader(transactional_db, cache_is_on):
    make.AlertPageFactory(slug="call", title="Version 0.")
    renewal.catch_up()
    return Reader()


def _in_threads(count, action):
    def run():
        try:
            action()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _one in range(count)]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("several_hosts", [False, True])
def test_one_of_many_readers_renders_a_page_and_none_gets_an_old_one(
    reader, settings, several_hosts
):
    settings.SEVERAL_HOSTS = several_hosts
    path = "/en/alerts/call/"
    published, stop, wrong, answers = 0, threading.Event(), [], []

    def ask():
        while not stop.is_set():
            least = published
            status, _headers, body = reader.get(path)
            answers.append(status)
            shown = int(body.partition(b"Version ")[2].partition(b".")[0] or -1)
            if status != 200 or shown < least:
                wrong.append((status, shown, least))

    threads = _in_threads(50, ask)
    for number in range(1, 9):
        AlertPage.objects.update(title=f"Version {number}.")
        published = number
        enough = len(answers) + 15
        wait_until(lambda enough=enough: len(answers) > enough, 120)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    # At most two for each version: one may have begun before the change.
    assert reader.rendered <= 2 * 9


@pytest.fixture
def served(application, tmp_path):
    proxy = Proxy(tmp_path, application.port)
    proxy.configuration = proxy.configuration.replace(
        "/srv/campaign-data/pages", str(application.data / "pages")
    )
    on = {"PAGE_CACHE": "on", "SITE_URL": f"http://127.0.0.1:{proxy.port}", "TRUSTED_PROXIES": "0"}
    proxy.serve()
    application.serve(**on)
    yield proxy, application, on
    proxy.end(signal.SIGKILL)


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the servers have a database of their own"
)
@pytest.mark.parametrize(
    "count", [500, pytest.param(100_000, marks=pytest.mark.audit)], ids=["some", "very-many"]
)
def test_no_read_fails_while_the_application_is_stopped_and_started(served, count):
    proxy, application, on = served
    wait_until((application.data / "pages/current").exists)
    assert _read(HTTPConnection("127.0.0.1", proxy.port)) == (200, True)
    assert (application.data / f"pages/current/pages{ALERT}index.html").exists()
    done = []

    def read():
        reading = HTTPConnection("127.0.0.1", proxy.port, timeout=60)
        for _one in range(count // 4):
            done.append(_read(reading))
        reading.close()

    threads = _in_threads(4, read)
    wait_until(lambda: len(done) > count // 5, 600)
    application.end()
    wait_until(lambda: len(done) > count // 2, 600)
    application.serve(**on)
    for thread in threads:
        thread.join()
    assert done == [(200, True)] * count


def _read(connection):
    connection.request("GET", ALERT)
    response = connection.getresponse()
    return response.status, response.read().endswith(b"</html>\n")


def test_a_failure_of_the_renewal_is_logged_once_until_it_changes(monkeypatch, caplog):
    errors = [OSError(text) for text in ("full", "full", "away", "full")]

    def fail():
        raise errors.pop(0)

    def sleep(seconds):
        if not errors:
            raise KeyboardInterrupt

    monkeypatch.setattr(renewal, "renew", fail)
    monkeypatch.setattr(renewal, "time", SimpleNamespace(sleep=sleep))
    with pytest.raises(KeyboardInterrupt):
        renewal._repeat(0)
    assert [str(record.exc_info[1]) for record in caplog.records] == ["full", "away", "full"]
