"""Tests for the responses that the page cache stores and sends."""

import gzip
import os

import brotli
import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from home.operations.page_cache import files, generations
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
    assert not list(generations.current().glob("*/**/*.html"))


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


def test_a_full_generation_stores_nothing_more(reader, path, monkeypatch):
    reader.get(path)
    used = (generations.current() / "size").stat().st_size
    monkeypatch.setattr(generations, "MOST_BLOCKS", used + 1)
    for _again in range(2):
        assert reader.get("/en/")[0] == 200
        assert reader.get(path)[0] == 200
    assert reader.rendered == 3


def test_a_large_response_is_not_stored(reader, path, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    for _again in range(2):
        assert reader.get(path)[0] == 200
    assert reader.rendered == 2


def test_the_size_of_a_generation_is_counted_in_blocks_of_the_disk(reader, path):
    reader.get(path)
    generation = generations.current()
    found = [one for one in generation.rglob("*") if one.is_file() and one.stat().st_size]
    blocks = sum(-(-one.stat().st_size // generations.BLOCK) for one in found if "/" in str(one))
    assert (generation / "size").stat().st_size >= blocks - 1


def test_a_disk_that_is_full_costs_only_time(reader, path, monkeypatch):
    monkeypatch.setattr("home.operations.page_cache.files._write", _fail)
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
    (generations.current() / "headers/en/alerts/call/index.html").write_text("{")
    assert reader.get(path)[0] == 200
    assert reader.rendered == 2


def test_only_the_proxys_group_can_read_the_pages(reader, path):
    reader.get(path)
    for found in [generations.root(), *generations.current().rglob("*.html")]:
        assert not os.stat(found).st_mode & 0o007
    assert generations.current().stat().st_mode & 0o050 == 0o050
