"""Tests for the responses that the page cache stores and sends."""

import gzip
import runpy
import shutil

import brotli
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.test import Client

from alerts.models import AlertPage
from home.operations import housekeeping
from home.operations.management.commands import restore
from home.operations.page_cache import renewal, storage
from tests import factories as make
from tests.support import every_page
from tests.support.stored_pages import commit


def test_the_second_reader_gets_the_stored_page(reader, path, django_assert_num_queries):
    first = reader.get(path)
    with django_assert_num_queries(0):
        second = reader.get(path)
    assert reader.rendered == 1
    assert first == second
    assert first[0] == 200
    assert b"Call the governor" in first[2]


def test_a_stored_page_has_the_headers_and_the_body_that_django_sends(reader, path):
    response = Client().get(path)
    _status, headers, body = reader.get(path)
    assert body == response.content
    expected = dict(response.headers)
    for name in ("ETag", "Vary"):
        expected.pop(name, None)
        headers.pop(name)
    assert headers == expected
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_english_words_on_a_stored_page_are_marked(reader, alert):
    for _again in range(2):
        assert b'(<span lang="en">' in reader.get("/hmn/alerts/call/")[2]
    assert reader.rendered == 1


@pytest.mark.parametrize(
    ("accepted", "decoded"),
    [
        ("gzip", gzip.decompress),
        ("gzip, br;q=0", gzip.decompress),
        ("gzip, br", brotli.decompress),
        ("br;q=0.000, gzip;q=0", bytes),
        ("identity", bytes),
    ],
)
def test_a_browser_gets_an_encoding_that_it_accepts(reader, path, accepted, decoded):
    _status, _headers, plain = reader.get(path)
    _status, headers, body = reader.get(path, accept_encoding=accepted)
    assert decoded(body) == plain
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_a_browser_that_has_the_page_gets_304(reader, path, encoding):
    etag = reader.get(path, accept_encoding=encoding)[1]["ETag"]
    for wanted in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        status, headers, body = reader.get(path, accept_encoding=encoding, if_none_match=wanted)
        assert (status, body, headers["ETag"]) == (304, b"", etag)
        assert "Content-Security-Policy" not in headers
    assert reader.get(path, if_none_match='W/"other"')[0] == 200
    assert reader.rendered == 1


def test_a_page_that_is_rendered_again_without_a_change_is_still_the_browsers(reader, path):
    etag = reader.get(path)[1]["ETag"]
    with commit():
        make.office()
    assert reader.get(path, if_none_match=etag)[0] == 304
    assert reader.rendered == 2


def test_head_gets_the_headers_of_the_page(reader, path):
    assert reader.get(path, method="HEAD")[0] == 200
    _status, expected, body = reader.get(path)
    status, headers, nothing = reader.get(path, method="HEAD")
    assert (status, nothing) == (200, b"")
    assert headers == expected
    assert headers["Content-Length"] == str(len(body))


# Never stored


@pytest.mark.parametrize(
    "address",
    [
        *("comment/", "report/", "stand/", "?comments=2", "nothing/"),
        *("?utm_source=x&comments=2", "?FBCLID=1", "?utm_source=x&"),
    ],
)
def test_forms_queries_and_errors_are_not_stored(reader, path, address):
    for _again in range(2):
        reader.get(path + address)
    assert reader.rendered == 2


@pytest.mark.parametrize("query", ["?fbclid=abc", "?utm_source=x&utm_medium=y", "?igsh="])
def test_parameters_of_other_sites_do_not_multiply_pages(reader, path, query):
    first = reader.get(path + query)
    assert reader.get(path) == first
    assert reader.rendered == 1
    assert query.encode() not in first[2]


@pytest.mark.parametrize(
    "headers",
    [{"cookie": "x=1; sessionid=abc"}, {"host": "other.example"}, {"host": "testserver:81"}],
)
def test_requests_of_staff_and_for_other_hosts_neither_read_nor_store(reader, path, headers):
    for _again in range(2):
        reader.get(path, **headers)
    assert reader.rendered == 2
    reader.get(path)
    assert reader.rendered == 3


def test_a_page_for_signed_in_people_is_not_stored(reader, alert, path):
    with commit():
        every_page.restrict(alert)
    user = get_user_model().objects.create_superuser("admin")
    client = Client()
    client.force_login(user)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    assert reader.get(path, cookie=cookie)[0] == 200
    assert reader.get(path)[0] == 302


def test_private_links_and_previews_leave_nothing_on_the_disk(reader, alert, cache_is_on):
    every_page.own_comments(alert, "so")
    for kind in sorted(every_page.PRIVATE):
        if "reply" not in kind:
            reader.get(every_page.address(kind, "so")[0])
    assert not list(storage.current().glob("*/**/*.html"))


def test_a_file_whose_access_is_checked_is_not_stored_but_revalidated(reader):
    document = make.DocumentFactory()
    etag = reader.get(document.url)[1]["ETag"]
    assert reader.get(document.url, if_none_match=etag)[::2] == (304, b"")
    assert reader.rendered == 2


def test_a_post_is_never_answered_from_a_file(reader, path):
    reader.get(path)
    assert reader.get(path, method="POST")[0] == 403
    assert reader.rendered == 2


@pytest.mark.hostile
@pytest.mark.parametrize(
    "hostile",
    [
        *("/en/../../etc/passwd", "/en/.hidden/", "/en//", "/en/%2e/", "/en/\0/", "/en/\xe9/"),
        *("/en/index.html", "/en/index.html/", "/../pages/current/", "/en/" + "a" * 300 + "/"),
    ],
)
def test_hostile_paths_reach_no_file(reader, hostile):
    reader.get("/en/")
    assert reader.get(hostile)[0] in {301, 400, 404}


# Bounds and faults


def _blocks():
    return sum(one.stat().st_size for one in storage.current().glob("until-*"))


def test_a_full_generation_stores_nothing_more(reader, path, monkeypatch):
    reader.get(path)
    monkeypatch.setattr(storage, "MOST_BLOCKS", _blocks() + 1)
    for _again in range(2):
        assert reader.get("/en/")[0] == 200
        assert reader.get(path)[0] == 200
    assert reader.rendered == 3


@pytest.mark.parametrize(("room", "rendered"), [(0, 1), (-1, 2)])
def test_a_large_response_is_not_stored(reader, path, monkeypatch, room, rendered):
    size = len(Client().get(path).content)
    monkeypatch.setattr(storage, "MOST_BYTES", size + room)
    for _again in range(2):
        assert reader.get(path)[0] == 200
    assert reader.rendered == rendered


def test_a_response_is_stored_until_exactly_its_end(cache_is_on, time_machine):
    cache_is_on.mkdir()
    storage.store(cache_is_on, "/en/", [], b"words", until=2_000_000_000)
    for second, is_found in ((-1, True), (0, False)):
        time_machine.move_to(2_000_000_000 + second, tick=False)
        assert bool(storage.find(cache_is_on, "/en/", "")) is is_found


def test_the_size_of_a_generation_is_counted_in_blocks_of_the_disk(reader, path):
    reader.get(path)
    generation = storage.current()
    found = [one for part in ("pages", "headers") for one in (generation / part).rglob("*")]
    sizes = [0 if one.is_dir() else one.stat().st_size for one in found]
    assert _blocks() >= sum(max(1, -(-size // storage.BLOCK)) for size in sizes)


def test_a_disk_that_is_full_costs_only_time(reader, path, monkeypatch):
    monkeypatch.setattr("home.operations.page_cache.storage._write", _fail)
    for _again in range(2):
        assert reader.get(path)[0] == 200
    assert reader.rendered == 2


def _fail(*args, **kwargs):
    raise OSError("No space left on device")


def test_a_change_on_a_full_disk_leaves_no_old_page(reader, path, alert, monkeypatch):
    reader.get(path)
    monkeypatch.setattr("pathlib.Path.mkdir", lambda self, **options: _fail_below(self))
    with pytest.raises(OSError, match="No space"), commit():
        type(alert).objects.update(title="Call the mayor")
    assert b"Call the mayor" in reader.get(path)[2]


def _fail_below(path):
    if path.name != "pages":
        _fail()


def test_a_damaged_file_is_rendered_again(reader, path):
    reader.get(path)
    (storage.current() / "headers/en/alerts/call/index.html").write_text("{")
    assert reader.get(path)[0] == 200
    assert reader.rendered == 2


@pytest.mark.usefixtures("open_umask")
def test_only_the_proxys_group_can_read_the_pages(reader, path, cache_is_on):
    reader.get(path)
    for folder in (cache_is_on, storage.current()):
        assert folder.stat().st_mode & 0o777 == 0o750


def _refuse(path, *args, **options):
    raise PermissionError


def test_a_change_shows_no_old_page_if_the_folder_is_another_users(
    reader, path, alert, cache_is_on, monkeypatch
):
    reader.get(path)
    with monkeypatch.context() as refused:
        # Simulated, because root may change files of all users.
        for name in ("symlink_to", "rename", "unlink"):
            refused.setattr(f"pathlib.Path.{name}", _refuse)
        with pytest.raises(PermissionError), commit():
            type(alert).objects.update(title="Call the mayor")
    assert b"Call the mayor" in reader.get(path)[2]
    assert not list(cache_is_on.rglob("*.html"))


def test_a_lock_file_of_another_user_keeps_no_old_page(reader, path, alert, cache_is_on):
    (cache_is_on / "lock").mkdir()  # which nobody can open, not even root
    reader.get(path)
    with commit():
        type(alert).objects.update(title="Call the mayor")
    assert b"Call the mayor" in reader.get(path)[2]


def test_a_generation_that_was_swept_too_early_is_replaced(reader, path):
    shutil.rmtree(storage.current())
    renewal.catch_up()
    for _again in range(2):
        assert reader.get(path)[0] == 200
    assert reader.rendered == 1


# First requests that cannot be stored


@pytest.mark.parametrize("condition", ['"other"', "*", 'W/"other", "another"'])
def test_a_condition_on_the_first_request_does_not_keep_the_page_from_being_stored(
    reader, path, condition
):
    reader.get(path, if_none_match=condition)
    for _again in range(2):
        assert reader.get(path)[0] == 200
    assert reader.rendered <= 2


@pytest.mark.parametrize("fault", [OperationalError("locked"), ValueError("a defect")])
def test_a_fault_on_the_first_request_does_not_keep_the_page_from_being_stored(
    reader, path, monkeypatch, fault
):
    def fail(*args, **kwargs):
        raise fault

    with monkeypatch.context() as broken:
        broken.setattr(AlertPage, "get_context", fail)
        assert reader.get(path)[0] >= 500
    for _again in range(2):
        assert reader.get(path)[0] == 200
    assert reader.rendered == 2


# Switched off


@pytest.fixture
def cache_is_off(reader, path, settings):
    reader.get(path)
    settings.PAGE_CACHE = False


def test_a_cache_that_is_switched_off_leaves_nothing_to_send(reader, path, alert, cache_is_off):
    renewal.keep_current()  # at the start
    assert storage.current() is None
    type(alert).objects.update(title="Call the mayor")
    assert b"Call the mayor" in reader.get(path)[2]
    assert storage.current() is None


def test_gunicorn_leaves_nothing_to_send_when_it_starts(cache_is_off):
    configuration = runpy.run_path(str(settings.BASE_DIR / "site/deploy/gunicorn.conf.py"))
    configuration["on_starting"](None)
    assert storage.current() is None


def test_a_restore_leaves_nothing_to_send_even_if_the_cache_is_off(cache_is_off, monkeypatch):
    monkeypatch.setattr(housekeeping, "run", lambda: [])
    restore.Command()._clean_up()
    assert storage.current() is None
