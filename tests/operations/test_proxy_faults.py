"""Tests for the proxy's error page and log while the application is down or restarts."""

import base64
import contextlib
import hashlib
import signal
import socket
import sqlite3
import ssl
import threading
import time
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from tests import factories as make
from tests.support.servers import (
    CANARIES,
    DEPLOY,
    FORM,
    FORM_TYPE,
    QUERY,
    TOKEN,
    Proxy,
    canaries_in,
    free_port,
)

needs_a_server = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the servers have a SQLite database of their own"
)

PAGE = DEPLOY / "unavailable.html"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def proxy(tmp_path):
    # The application is down, and the proxy retries for a second only.
    proxy = Proxy(tmp_path, free_port())
    proxy.configuration = proxy.configuration.replace("try_duration 10s", "try_duration 1s")
    yield proxy
    proxy.end(signal.SIGKILL)


def page():
    return BeautifulSoup(PAGE.read_text(), "html5lib")


def plain(element):
    return " ".join(element.text.split())


# Error page


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_the_page_has_the_text_of_the_500_page_in_each_language(db, language):
    (section,) = page().select(f"section#{language}")
    assert section["lang"] == language
    with override(language):
        request = RequestFactory().get(f"/{language}/")
        failure = BeautifulSoup(render_to_string("500.html", {"request": request}), "html5lib")
    said = [plain(part) for part in failure.select("main h1, main p:not(:has(a))")]
    assert [plain(part) for part in section.select("h2, p")] == said


def test_the_page_needs_nothing_but_itself():
    root = page()
    assert not root.select("script, link, img, [style], [src]")
    assert "url(" not in root.style.string
    assert [link["href"] for link in root.select("a")] == [f"#{code}" for code in make.LANGUAGES]
    assert [link["lang"] for link in root.select("a")] == list(make.LANGUAGES)
    assert PAGE.stat().st_size < 6000


def test_the_policy_allows_its_style_and_nothing_else():
    digest = base64.b64encode(hashlib.sha256(page().style.string.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'"
    assert f'"{policy}; form-action' in (DEPLOY / "Caddyfile").read_text()


# Responses while the application is down


def assert_answered(response):
    assert response.status == 502
    headers = response.headers
    assert headers["Retry-After"] == "30"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "style-src 'sha256-" in headers["Content-Security-Policy"]
    for name in ("ETag", "Last-Modified", "Accept-Ranges", "Set-Cookie"):
        assert headers[name] is None


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {}),
        ("POST", {"Content-Type": FORM_TYPE}),
        ("PUT", {}),
        ("GET", {"Range": "bytes=0-9"}),
        ("GET", {"If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"}),
        ("GET", {"If-None-Match": "*"}),
        ("GET", {"Accept-Encoding": "gzip, zstd"}),
    ],
    ids=str,
)
def test_a_browser_gets_the_whole_page_with_the_status_of_the_failure(proxy, method, headers):
    proxy.serve()
    body = urlencode({"comment": CANARIES["words"]}) if method == "POST" else None
    response, text = proxy.ask(FORM + QUERY, method, body, **BROWSER, **headers)
    assert_answered(response)
    assert text == PAGE.read_text()
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert canaries_in(proxy.log()) == []


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        *((f"/es/{name}", BROWSER["Accept"]) for name in ("feed.atom", "feed.json")),
        ("/es/alerts/call/action.ics", "text/calendar, text/html"),
        ("/healthz", "*/*"),
        ("/es/", "application/json"),
        ("/es/", "*/*"),
    ],
)
def test_a_machine_gets_the_status_and_no_page(proxy, path, accept):
    proxy.serve()
    response, text = proxy.ask(path + QUERY, Accept=accept)
    assert_answered(response)
    assert text == ""


@pytest.mark.parametrize(
    ("target", "method"),
    [
        (f"/es/{QUERY}", "GET"),
        (f"/en/comment/{TOKEN}/", "GET"),
        (f"/en/comment/stop/{TOKEN}/", "POST"),
        (f"/so/translate/{TOKEN}/", "HEAD"),
        (f"/media/{TOKEN}.pdf", "GET"),
        (f"/.well-known/acme-challenge/{TOKEN}", "GET"),
        (f"/%00{TOKEN}", "GET"),
        ("/es/", TOKEN.upper()),
        ("/es/", TOKEN.upper() * 10),
    ],
)
def test_no_request_is_in_the_proxy_s_log(proxy, target, method):
    proxy.serve()
    proxy.ask(target, method, **BROWSER)
    assert canaries_in(proxy.log()) == []


def test_without_our_settings_the_search_finds_the_reader(proxy):
    options, site = proxy.configuration.split("\n}\n", 1)
    assert "exclude http" in options
    proxy.configuration = "{\n\tadmin off\n}\n" + site[: site.index("\thandle_errors")] + "}\n"
    # The tests above can fail: without the project's log settings, data is logged.
    proxy.serve()
    proxy.ask(f"/en/comment/{TOKEN}/{QUERY}")
    assert {"agent", "address", "query", "token"} <= set(canaries_in(proxy.log()))


@pytest.mark.parametrize(
    "data",
    [
        f"GET /{TOKEN} HTTP/1.1\r\nUser-Agent: {CANARIES['agent']}\r\n\r\n",
        "\x16\x03\x01\x00\x05hello",
    ],
)
def test_a_failed_handshake_is_not_logged_but_trouble_with_certificates_is(proxy, data):
    secure = "tls {\n\t\tissuer acme {\n\t\t\tdir https://127.0.0.1:1/none\n\t\t}\n\t}\n"
    proxy.configuration = proxy.configuration.replace(
        f"http://127.0.0.1:{proxy.port} {{", f"https://localhost:{proxy.port} {{\n\t{secure}"
    ).replace("admin off", f"admin off\n\thttp_port {free_port()}\n\thttps_port {proxy.port}", 1)
    proxy.serve()
    with socket.create_connection(("127.0.0.1", proxy.port)) as raw:
        raw.sendall(data.encode())
        address = f"127.0.0.1:{raw.getsockname()[1]}"
        raw.recv(1000)
    context = ssl.create_default_context()
    context.set_alpn_protocols(
        ["acme-tls/1"]
    )  # as a certificate authority does when it validates the domain
    with socket.create_connection(("127.0.0.1", proxy.port)) as raw, pytest.raises(ssl.SSLError):
        context.wrap_socket(raw, server_hostname="localhost")
    time.sleep(0.5)
    log = proxy.log()
    assert "could not get certificate from issuer" in log
    assert "remote" not in log
    assert address not in log
    assert canaries_in(log) == []


def test_a_proxy_that_cannot_start_says_why(tmp_path):
    proxy = Proxy(tmp_path, free_port())
    with socket.create_server(("127.0.0.1", proxy.port)):
        proxy.serve()
        assert proxy.running.wait(timeout=20) == 1
    assert "address already in use" in proxy.log()


# Restart of the application


@needs_a_server
def test_a_restart_holds_up_readers_and_loses_no_comment(application, tmp_path):
    proxy = Proxy(tmp_path, application.port)
    try:
        proxy.serve()
        application.serve()
        form = {"body": urlencode(application.filled_form()), "Content-Type": FORM_TYPE}
        application.end()
        answers = []
        reader = threading.Thread(target=lambda: answers.append(proxy.ask(FORM)))
        reader.start()
        sent_at = time.monotonic()
        while_away, page_while_away = proxy.ask(FORM, "POST", **form, **BROWSER)
        assert time.monotonic() - sent_at < 2
        application.serve()
        reader.join()
        first, again = (proxy.ask(FORM, "POST", **form)[0] for _press in range(2))
    finally:
        proxy.end(signal.SIGKILL)
    ((response, _text),) = answers
    assert response.status == 200
    assert_answered(while_away)
    assert page_while_away == PAGE.read_text()
    assert first.status == again.status == 302
    assert first.headers["Location"] == again.headers["Location"]
    assert canaries_in(proxy.log() + application.log()) == []


@needs_a_server
def test_an_application_that_is_killed_while_it_stores_a_comment_shows_no_reader(
    application, tmp_path
):
    proxy = Proxy(tmp_path, application.port)
    answers = []
    try:
        proxy.serve()
        application.serve()
        body = urlencode(application.filled_form())
        headers = {"Content-Type": FORM_TYPE, **BROWSER}
        request = threading.Thread(
            target=lambda: answers.append(proxy.ask(FORM + QUERY, "POST", body, **headers))
        )
        with contextlib.closing(sqlite3.connect(application.database)) as database:
            database.execute("BEGIN EXCLUSIVE")
            request.start()
            time.sleep(1)  # the application waits for the lock
            application.end(signal.SIGKILL)
        request.join()
    finally:
        proxy.end(signal.SIGKILL)
    ((response, text),) = answers
    assert_answered(response)
    assert text == PAGE.read_text()
    assert canaries_in(proxy.log() + application.log()) == []
