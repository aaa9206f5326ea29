"""Tests of a site on two hosts, behind Caddy and with PostgreSQL and Redis.

The hosts share the uploads and have different folders for all else.
"""

import re
import signal
import threading
import time
from http.client import HTTPException
from urllib.parse import urlencode

import psycopg
import pytest
from PIL import Image

from tests.support.servers import FORM, FORM_TYPE, wait_until
from tests.support.several_hosts import Editor, several_hosts
from tests.support.uploads import picture_file

pytestmark = pytest.mark.audit

ALERT = "/en/alerts/stand-firm-against-secure-communities/"


@pytest.fixture(scope="module")
def hosts(tmp_path_factory, database_template):
    with several_hosts(tmp_path_factory.mktemp("hosts"), database_template) as hosts:
        yield hosts


@pytest.fixture(scope="module")
def show(hosts):
    """Return a function that publishes or unpublishes the alert on a host."""
    with psycopg.connect(hosts.postgresql.url) as database:
        (pk,) = database.execute(
            "SELECT id FROM wagtailcore_page WHERE url_path = %s", [f"/home{ALERT[3:]}"]
        ).fetchone()
    editor = Editor(hosts.first)

    def show(host, is_live):
        path = f"/admin/pages/{pk}/unpublish/"
        if is_live:
            path = f"/admin/bulk/wagtailcore/page/publish/?id={pk}&next=/admin/"
        editor.send(host, path)

    return show


def ask(host, hosts, path=ALERT):
    return hosts.ask(host, path)[0]


def stored(host):
    return (host.data / f"pages/current/headers{ALERT}index.html").exists()


def changes_are_seen_at_once(hosts, show, times):
    """Unpublish and publish on each host in turn, and look through the other and the proxy."""
    for number in range(times):
        here, there = (hosts.first, hosts.second)[:: -1 if number % 2 else 1]
        for host in (here, there, hosts.proxy, hosts.proxy):
            assert ask(host, hosts) == 200
        assert stored(here)
        assert stored(there)
        show(here, is_live=False)
        assert [ask(one, hosts) for one in (there, here, hosts.proxy, hosts.proxy)] == [404] * 4
        show(there, is_live=True)
        assert [ask(one, hosts) for one in (here, there, hosts.proxy, hosts.proxy)] == [200] * 4


def test_a_change_on_one_host_is_seen_at_once_through_the_other(hosts, show):
    changes_are_seen_at_once(hosts, show, times=6)


def test_a_picture_that_is_uploaded_on_one_host_is_sent_by_the_other_and_the_proxy(hosts):
    editor = Editor(hosts.first)
    editor.send(hosts.first, "/admin/images/add/", title="A door", file=picture_file())
    with psycopg.connect(hosts.postgresql.url) as database:
        ((pk, name),) = database.execute("SELECT id, file FROM media_customimage").fetchall()
    # The second host makes a small version of the file.
    shown = editor.open(hosts.second, f"/admin/images/{pk}/")
    address = re.search(r'src="(/media/[^"]+)"', shown)[1]
    for host in (hosts.first, hosts.second):
        with editor.ask(host, address) as response:
            assert response.headers["X-Accel-Redirect"] == address.removeprefix("/media")
        assert (host.data / "private" / name).stat().st_size > 1000
    # The proxy asks both hosts.
    for _again in range(4):
        with editor.ask(hosts.proxy, address) as response:
            assert Image.open(response).size == (800, 400)


def test_a_killed_host_loses_no_request_but_those_in_flight(hosts):
    answers, is_over, killed_at = [], threading.Event(), float("inf")

    def read():
        while not is_over.is_set():
            began = time.monotonic()
            try:
                status = ask(hosts.proxy, hosts)
            except (OSError, HTTPException) as error:
                status = repr(error)
            answers.append((began, status))

    def more():
        enough = len(answers) + 200
        wait_until(lambda: len(answers) > enough, 60)

    readers = [threading.Thread(target=read) for _one in range(4)]
    for reader in readers:
        reader.start()
    try:
        more()
        killed_at = time.monotonic()
        hosts.second.end(signal.SIGKILL)
        more()
        # What people send is not tried twice, and goes to the other host.
        for _comment in range(4):
            assert hosts.proxy.ask(f"{ALERT}comment/", "GET")[0].status == 200
            form = hosts.first.filled_form()
            assert write(hosts.proxy, form) == 302
        hosts.start(hosts.second)
        wait_until(lambda: stored(hosts.second))
        more()
    finally:
        is_over.set()
        for reader in readers:
            reader.join()
    failed = [(began - killed_at, status) for began, status in answers if status != 200]
    assert [one for one in failed if one[0] > 0] == []
    assert len(failed) <= len(readers), failed


def write(host, form):
    return host.ask(FORM, "POST", urlencode(form), Content_Type=FORM_TYPE)[0].status


def test_without_redis_changes_are_seen_at_once_too(hosts, show):
    hosts.redis.end(signal.SIGKILL)
    try:
        changes_are_seen_at_once(hosts, show, times=4)
    finally:
        hosts.start_redis()


def test_without_the_database_no_page_is_sent_that_may_be_old(hosts, show):
    hosts.postgresql.stop()
    try:
        assert [ask(host, hosts) for host in (hosts.first, hosts.second)] == [500, 500]
    finally:
        hosts.postgresql.start()
    changes_are_seen_at_once(hosts, show, times=2)
