"""Tests for the page cache of several hosts, and for the pages that a CDN keeps."""

from datetime import datetime

import pytest
from django.db import OperationalError, connection, connections

from alerts.comments.services import Decision, set_status
from alerts.models import AlertPage
from home.operations.page_cache import renewal, storage
from home.operations.page_cache.wsgi import PageCache
from tests import factories as make
from tests.support.servers import wait_until
from tests.support.stored_pages import commit

CDN = "CDN-Cache-Control"


# Several hosts


@pytest.fixture
def other_host(reader, settings, tmp_path):
    """Let this host know of other hosts. Return a context in which the test is another host."""
    settings.SEVERAL_HOSTS = True

    class OtherHost:
        def __enter__(self):
            self.own = settings.PAGE_CACHE_ROOT
            settings.PAGE_CACHE_ROOT = tmp_path / "other-pages"

        def __exit__(self, *exception):
            settings.PAGE_CACHE_ROOT = self.own

    return OtherHost()


def test_a_change_on_one_host_is_seen_at_once_on_another(reader, alert, path, other_host):
    with other_host:
        reader.get(path)
    assert b"Call the governor" in reader.get(path)[2]
    for title in ("Call the mayor", "Call the sheriff"):
        with other_host, commit():
            AlertPage.objects.update(title=title)
        assert title.encode() in reader.get(path)[2]
        with other_host:
            assert title.encode() in reader.get(path)[2]


def test_each_host_renders_a_page_once(reader, path, other_host, django_assert_num_queries):
    reader.get(path)
    with django_assert_num_queries(1):
        reader.get(path)
    assert reader.rendered == 1
    with other_host:
        for _again in range(2):
            reader.get(path)
    assert reader.rendered == 2


def test_a_change_is_seen_at_once_by_a_host_whose_clock_is_behind(
    reader, alert, path, other_host, time_machine
):
    time_machine.move_to("2031-06-03T12:00:00-05:00", tick=False)
    reader.get(path)
    with other_host, commit():
        AlertPage.objects.update(title="Call the mayor")
    time_machine.move_to("2031-06-03T11:59:56-05:00", tick=False)
    assert b"Call the mayor" in reader.get(path)[2]


def test_a_host_without_the_database_sends_no_stored_page(reader, path, other_host, monkeypatch):
    reader.get(path)

    def fail(*args):
        raise OperationalError("the connection is lost")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", fail)
        broken.setattr(connection, "close", lambda: None)  # It would end the test's transaction.
        assert reader.get(path)[0] == 500
    assert reader.get(path)[0] == 200
    assert reader.rendered == 2


def test_a_host_answers_monitors_without_asking_for_changes(
    reader, other_host, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert reader.get("/healthz")[2] == b"ok\n"


@pytest.mark.parametrize(("is_open", "attempts"), [(True, 2), (False, 1)])
def test_a_host_asks_a_database_twice_only_if_the_connection_was_open(
    reader, path, other_host, monkeypatch, is_open, attempts
):
    asked = []

    def fail():
        asked.append(path)
        raise OperationalError("the connection is lost")

    def render(environ, start):
        start("200 OK", [])
        return [b"rendered"]

    reader.application = PageCache(render)
    with monkeypatch.context() as broken:
        broken.setattr(renewal, "latest", fail)
        broken.setattr(connections["default"], "close", lambda: None)
        if not is_open:
            broken.setattr(connections["default"], "connection", None)
        assert reader.get(path)[2] == b"rendered"
    assert len(asked) == attempts


def test_the_proxy_of_several_hosts_finds_no_page(reader, path, other_host):
    for address in (path, "/en/"):
        reader.get(address)
    assert not (storage.current() / "pages").exists()


# A CDN


class Recorder:
    """Front-end cache backend that records what is purged."""

    purged: list[str] = []

    def __init__(self, parameters):
        pass

    def invalidates_hostname(self, hostname):
        return hostname == "testserver"

    def purge_batch(self, urls):
        self.purged += urls


@pytest.fixture
def purged(reader, settings, monkeypatch):
    """Use a CDN. Return a function that does what the background thread does each second.

    The function returns the set of URLs that it has purged.
    """
    settings.WAGTAILFRONTENDCACHE = {"default": {"BACKEND": f"{__name__}.Recorder"}}
    immediate = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    settings.TASKS = settings.TASKS | {"default": immediate}

    def purged():
        monkeypatch.setattr(Recorder, "purged", [])
        if thread := renewal.renew():
            assert thread.daemon  # it never keeps a process from ending
            thread.join()
        return set(Recorder.purged)

    purged()
    return purged


def _approve(alert):
    set_status(make.comment(alert, status="pending").pk, Decision("published", by=None))


@pytest.mark.parametrize(
    "change",
    [
        lambda alert: alert.save_revision().publish(),
        lambda alert: alert.unpublish(),
        _approve,
        lambda alert: make.office(),
        lambda alert: make.phrase("A role"),
        lambda alert: make.meeting(),
    ],
    ids=["publish", "unpublish", "comment", "office", "phrase", "meeting"],
)
def test_a_change_purges_all_pages_that_the_cdn_may_have(reader, alert, path, purged, change):
    addresses = [path, path.replace("en", "so", 1), "/en/", "/en/feed.atom", f"{path}action.ics"]
    sent = {f"http://testserver{one}" for one in addresses if CDN in reader.get(one)[1]}
    assert len(sent) == len(addresses)
    assert purged() == set()
    with commit():
        change(alert)
    assert purged() == sent
    assert purged() == set()


def test_a_change_on_a_full_disk_purges_the_pages_that_it_drops(
    reader, alert, path, purged, monkeypatch
):
    for address in (path, f"{path}action.ics"):
        assert CDN in reader.get(address)[1]
    with monkeypatch.context() as full:
        full.setattr(storage.Path, "symlink_to", _fail)
        with pytest.raises(OSError, match="No space"), commit():
            alert.unpublish()
        assert [reader.get(address)[0] for address in (path, f"{path}action.ics")] == [404, 404]
        with pytest.raises(OSError, match="No space"):
            purged()
    sent = {f"http://testserver{path}", f"http://testserver{path}action.ics"}
    wait_until(lambda: set(Recorder.purged) == sent)
    assert purged() == set()


def _fail(*args):
    raise OSError("No space left on device")


def test_a_draft_and_a_comment_that_waits_purge_nothing(reader, alert, path, purged):
    reader.get(path)
    with commit():
        alert.save_revision()
        make.comment(alert, status="pending")
    assert purged() == set()


def test_a_page_is_purged_when_an_alert_ends(reader, alert, path, purged, time_machine):
    time_machine.move_to("2031-06-03T12:00:00-05:00", tick=False)
    with commit():
        alert.ends_at = datetime.fromisoformat("2031-06-03T12:05:00-05:00")
        alert.starts_at = datetime.fromisoformat("2031-06-01T12:00:00-05:00")
        alert.save()
    purged()
    assert reader.get(path)[1][CDN] == "max-age=300"
    time_machine.move_to("2031-06-03T12:05:00-05:00", tick=False)
    assert purged() == {f"http://testserver{path}"}


def test_a_cdn_keeps_what_can_be_purged_and_nothing_else(reader, path, purged):
    kept = reader.get(path)[1]
    assert kept[CDN] == "max-age=600"
    assert reader.get(path, if_none_match=kept["ETag"])[1][CDN] == "max-age=600"
    # Browsers ask each time.
    assert kept["Cache-Control"] == "public, no-cache"
    for address in (
        f"{path}?",
        f"{path}?fbclid=1",
        f"{path}comment/",
        "/en/nothing/",
        "/",
        f"{path}?comments=2",
    ):
        assert CDN not in reader.get(address)[1], address
    assert CDN not in reader.get(path, cookie="sessionid=abc")[1]


def test_a_response_that_cannot_be_stored_is_not_for_a_cdn(reader, path, purged, monkeypatch):
    monkeypatch.setattr(storage, "MOST_BYTES", 1000)
    assert CDN not in reader.get(path)[1]


def test_the_proxy_sends_no_page_without_the_header_for_the_cdn(reader, path, purged):
    reader.get(path)
    assert not (storage.current() / "pages").exists()


def test_without_a_cdn_no_page_is_for_one(reader, path):
    assert CDN not in reader.get(path)[1]
