"""Tests for stored pages and static files that Caddy sends, with the project's configuration."""

import gzip
import shutil
import signal

import brotli
import pytest
from django.db import connection

from home.headers import HEADERS
from home.operations.page_cache import storage
from tests import factories as make
from tests.support import every_page
from tests.support.servers import FORM, Proxy, free_port
from tests.support.stored_pages import commit

# Headers of the server or the connection. Caddy sends compressed files in chunks.
OF_SERVERS = {
    *("date", "server", "connection", "content-length", "transfer-encoding", "accept-ranges")
}


@pytest.fixture
def secure(settings):
    settings.SITE_URL = "https://testserver"
    settings.SECURE_HSTS_SECONDS = 63072000


@pytest.fixture
def reader(secure, reader):
    return reader


@pytest.fixture
def proxy(tmp_path, reader, cache_is_on):
    proxy = Proxy(tmp_path, free_port())
    assert "/srv/campaign-data/pages" in proxy.configuration
    # The application is down, and the proxy does not retry.
    proxy.configuration = proxy.configuration.replace(
        "/srv/campaign-data", str(cache_is_on.parent)
    ).replace("try_duration 10s", "try_duration 0s")
    proxy.serve()
    yield proxy
    proxy.end(signal.SIGTERM)


@pytest.fixture
def ask(proxy):
    return proxy.ask_for


def lowered(headers):
    found = {name.lower(): value for name, value in headers.items()}
    policy = found["content-security-policy"]  # in any order
    found["content-security-policy"] = sorted(one.strip() for one in policy.split(";"))
    return {name: value for name, value in found.items() if name not in OF_SERVERS}


def test_the_proxy_sends_stored_pages_with_the_sites_headers_while_the_site_is_down(reader, ask):
    with commit():
        every_page.build()
    sent = 0
    for kind in every_page.ADDRESSES:
        path, _status = every_page.address(kind, "so")
        for encoding in ("", "gzip", "br", "br, gzip"):
            accepted = {"accept_encoding": encoding} if encoding else {}
            _status, headers, body = reader.get(path, **accepted)
            is_stored = (storage.current() / f"pages{path}index.html").exists()
            found = ask(path, **accepted)
            assert found[0] == (200 if is_stored else 502), path
            if is_stored:
                assert found[2] == body
                assert lowered(found[1]) == lowered(headers), path
                assert len(found[1]) == len(set(found[1].keys()))
                sent += 1
    assert sent >= 4 * 14


@pytest.fixture
def stored(reader, path):
    return reader.get(path)


@pytest.mark.parametrize(
    ("accepted", "decoded"), [("gzip", gzip.decompress), ("gzip, deflate, br", brotli.decompress)]
)
def test_a_browser_that_has_the_page_gets_304_from_either(reader, ask, path, accepted, decoded):
    _status, headers, body = reader.get(path, accept_encoding=accepted)
    assert decoded(ask(path, Accept_Encoding=accepted)[2]) == decoded(body)
    etag = headers["ETag"]
    for wanted in (etag, f"W/{etag}", f'"other", {etag}'):
        found = ask(path, Accept_Encoding=accepted, If_None_Match=wanted)
        assert (found[0], found[2], found[1]["ETag"]) == (304, b"", etag)
    assert ask(path, Accept_Encoding=accepted, If_None_Match='"other"')[0] == 200


def test_an_interrupted_download_goes_on_where_it_stopped(ask, path, stored):
    etag = ask(path)[1]["ETag"]
    rest = ask(path, Range="bytes=10-", If_Range=etag)
    assert rest[::2] == (206, stored[2][10:])
    assert lowered(rest[1])["cache-control"] == "public, no-cache"
    assert ask(path, Range="bytes=10-", If_Range='"other"')[::2] == (200, stored[2])


def test_head_gets_the_headers_and_no_page(ask, path, stored):
    status, headers, body = ask(path, "HEAD")
    assert (status, body) == (200, b"")
    assert lowered(headers) == lowered(stored[1])


def test_all_other_requests_are_the_sites(ask, path, stored):
    assert ask(path)[0] == 200
    for target in (
        *("{path}?", "{path}?page=2", "{path}?fbclid=1", "{path}index.html", "{path}index.html.br"),
        *("/en/alerts/call", "/en//alerts/call/", "/en/./alerts/call/", "/EN/alerts/call/"),
        *("/en/alerts/", "/en/%61lerts/call/", "/en/*/call/", "/en/alerts/ca[l]l/"),
        *("/../headers{path}", "/en/..%2f..%2fheaders{path}", "/en/alerts/call/%00/", "/"),
    ):
        assert ask(target.format(path=path))[0] == 502, target
    assert ask(path, Cookie="a=b; sessionid=c")[0] == 502
    # The time of a stored page's file only makes the ETag.
    assert ask(path, If_Modified_Since="Thu, 01 Jan 2099 00:00:00 GMT")[0] == 502
    assert ask(path)[1]["Last-Modified"] is None
    assert ask(path, Cookie="a=b")[0] == 200


def test_a_post_is_the_sites(ask, path, stored):
    assert ask(path, "POST")[0] == 502


def test_a_change_leaves_the_proxy_nothing_old(reader, alert, ask, path, stored):
    with commit():
        type(alert).objects.update(title="Call the mayor")
    assert ask(path)[0] == 502
    reader.get(path)
    assert b"Call the mayor" in ask(path)[2]


def test_nothing_is_sent_without_a_current_generation(ask, path, stored, cache_is_on):
    storage.discard_current()
    assert ask(path)[0] == 502
    shutil.rmtree(cache_is_on)
    assert ask(path)[0] == 502


def test_pages_in_every_language_name_their_language(reader, ask, path, stored):
    for language in make.LANGUAGES:
        address = path.replace("/en/", f"/{language}/")
        reader.get(address)
        assert ask(address)[1]["Content-Language"] == language


# Style sheets while the application is down

CSS, BR = b"p { color: red }", brotli.compress(b"p { color: red }")


@pytest.fixture
def static(cache_is_on):
    folder = cache_is_on.parent / "static" / "css"
    folder.mkdir(parents=True)
    for name, content in {"site.css": CSS, "site.0a1b2c3d4e5f.css": CSS}.items():
        (folder / name).write_bytes(content)
        (folder / f"{name}.br").write_bytes(BR)
    (folder.parent / "dot.0a1b2c3d4e5f.svg").write_text("<svg/>")


@pytest.mark.parametrize(
    ("name", "control"),
    [
        ("css/site.0a1b2c3d4e5f.css", "max-age=315360000, public, immutable"),
        ("dot.0a1b2c3d4e5f.svg", "max-age=315360000, public, immutable"),
        ("css/site.css", "max-age=60, public"),
    ],
)
def test_a_stored_page_has_its_style_sheets_with_the_sites_headers(ask, static, name, control):
    status, headers, _body = ask(f"/static/{name}")
    assert status == 200
    expected = HEADERS | {
        "Cache-Control": control,
        "Strict-Transport-Security": "max-age=63072000",
        "Referrer-Policy": "same-origin",
        "Access-Control-Allow-Origin": "*",
        "Vary": "Accept-Encoding",
    }
    assert {key: headers.get_all(key) for key in expected} == {
        key: [value] for key, value in expected.items()
    }
    again = ask(f"/static/{name}", If_None_Match=headers["ETag"])
    assert again[::2] == (304, b"")


def test_a_browser_gets_a_style_sheet_compressed(ask, static):
    status, headers, body = ask("/static/css/site.css", Accept_Encoding="gzip, br")
    assert (status, headers["Content-Encoding"], body) == (200, "br", BR)
    assert headers["Content-Type"].startswith("text/css")


@pytest.mark.parametrize(
    ("target", "status"),
    [
        *(("/static/css/nothing.0a1b2c3d4e5f.css", 404), ("/static/", 404), ("/static/css", 404)),
        *(("/static/../private/x", 404), ("/static/..%2fpages%2fcurrent", 404), ("/so/form/", 502)),
    ],
)
def test_an_error_of_the_proxy_has_the_security_headers_and_is_not_kept(
    ask, static, target, status
):
    found, headers, _body = ask(target)
    assert found in (status, 502)
    names = [*HEADERS, "Strict-Transport-Security", "Referrer-Policy", "X-Frame-Options"]
    assert {name: len(headers.get_all(name, [])) for name in names} == dict.fromkeys(names, 1)
    assert headers.get_all("Cache-Control") == ["no-store"]
    assert "script" not in headers["Content-Security-Policy"]
    assert headers["ETag"] is None


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the servers have a SQLite database of their own"
)
def test_what_is_not_stored_has_the_headers_of_the_site(application, tmp_path):
    application.serve()
    proxy = Proxy(tmp_path, application.port)
    try:
        proxy.serve()
        for path, status in (
            ("/en/none/", 404),
            (FORM, 200),
            ("/so/", 200),
            ("/admin/login/", 200),
        ):
            sent, direct = (one.ask_for(path) for one in (proxy, application))
            assert sent[0] == direct[0] == status, path
            named = [
                sorted(
                    (name.lower(), value)
                    for name, value in headers.items()
                    if name.lower() not in OF_SERVERS | {"content-length", "set-cookie", "vary"}
                )
                for _status, headers, _body in (sent, direct)
            ]
            assert named[0] == named[1], path
            assert "content-security-policy" in dict(named[0])
    finally:
        proxy.end(signal.SIGKILL)
