"""Tests for hostile requests to the running application."""

import pytest
from django.db import connection

from tests.support.servers import CANARIES, FORM, FORM_TYPE, HEADERS, QUERY, TOKEN, canaries_in

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the servers have a SQLite database of their own"
)

HEAD = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
CHARSETS = [
    *("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "rot13", "zip"),
    *("base64", "hex", "quopri", "utf-16", "utf-7", "é", "..", "x" * 3000, "utf-8; charset=idna"),
]
CONTENT_TYPES = [
    *(f"text/plain; charset={charset}" for charset in CHARSETS),
    "text/plain; x*=idna''%ff",
    "text/plain; charset*=nosuch''%ff",
    "; ; =; charset",
    "é; charset=é",
]
TARGETS = [
    *("/%ff%fe/", "/es/%00", "/es/%0d%0aX-A:b", "/es/..%2f..%2fetc", "//es//", "/es/%zz"),
    f"/es/?%ff=%ff&{CANARIES['query']}=%00",
    "/es/?" + "a=1&" * 900 + CANARIES["query"],
    "/" + CANARIES["query"] * 500,
    f"/en/comment/{TOKEN}/",
    f"/en/comment/confirm/{TOKEN}/",
    f"/en/comment/stop/{TOKEN}/",
    f"/en/translate/{TOKEN}/",
    f"/en/translate/{TOKEN}%00/",
    f"{FORM}?reply_to={CANARIES['query']}%00",
    f"/admin/login/?next=http://[{CANARIES['query']}",
    f"/documents/1/{TOKEN}.pdf",
    f"/static/%00{TOKEN}",
]
# Header lines that are sent in addition to the canaries.
LINES = [
    *("Content-Length: abc", "Content-Length: -1", "Content-Length: 1\r\nContent-Length: 2"),
    "Content-Length: 99999999999999999999",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    f"Transfer-Encoding: {TOKEN}",
    f"Expect: {TOKEN}",
    f"X-Long: {TOKEN * 900}",
    f"X-Many: {TOKEN}\r\n" * 120,
    *(f"{name}: /{TOKEN}" for name in ("SCRIPT_NAME", "PATH_INFO", "Script-Name", "Script-Url")),
    "SCRIPT_NAME: é",
    f"no colon {TOKEN}",
    f"{TOKEN}\x01: x",
    f" folded {TOKEN}",
    f"Range: bytes={TOKEN}",
    f"If-Modified-Since: Thu, 99 {TOKEN} 99999",
    f'If-None-Match: "{TOKEN}é',
    "Accept-Language: " + f"x-{TOKEN}," * 600,
    f"Cookie: é=;;={TOKEN}",
    f"Referer: http://[{TOKEN}",
    f"Origin: http://[{TOKEN}",
    "X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: off\r\nX-Forwarded-Protocol: http",
    f"Upgrade: h2c\r\nHTTP2-Settings: {TOKEN}",
]
FIRST_LINES = [
    *(f"{method} /{TOKEN}/ HTTP/1.1" for method in ("get", "G\x7f", "CONNECT", "A" * 100)),
    *(f"GET {target} HTTP/1.1" for target in (TOKEN, f"http://[/{TOKEN}", f"/{TOKEN}é", "*")),
    f"GET /{TOKEN} HTTP/9.9",
    f"GET /{TOKEN} HTTP/2.0",
    TOKEN,
    f"\x16\x03\x01 {TOKEN}",
]
HOSTS = [TOKEN, f"127.0.0.1:{TOKEN}", f"[{TOKEN}", f"{TOKEN}@127.0.0.1", "é", ""]
PART = '--x\r\nContent-Disposition: form-data; name="comment"'
BODIES = [
    ("multipart/form-data", CANARIES["words"]),
    ("multipart/form-data; boundary=x", CANARIES["words"]),
    ("multipart/form-data; boundary=é", CANARIES["words"]),
    (f"multipart/form-data; boundary={TOKEN * 30}", CANARIES["words"]),
    ("multipart/form-data; boundary=x", f"{PART}\r\n{CANARIES['words']}"),
    (
        "multipart/form-data; boundary=x",
        f"{PART}\r\nContent-Transfer-Encoding: base64\r\n\r\n!{CANARIES['words']}\r\n--x--",
    ),
    (
        "multipart/form-data; boundary=x; charset=idna",
        f"{PART}; filename*=idna''%ff\r\n\r\n{CANARIES['words']}\r\n--x--",
    ),
    (FORM_TYPE, f"comment={CANARIES['words']}%00%ff&form_token={TOKEN}&follow_up=%00@x"),
    (FORM_TYPE, f"comment={CANARIES['words']}" + "&a=1" * 10_001),
    (FORM_TYPE, f"comment={CANARIES['words'] * 300_000}"),
    ("application/json", '{"' + CANARIES["words"]),
]


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else answer


def raw(first_line=f"GET /es/{QUERY} HTTP/1.1", *lines, host="127.0.0.1", body=""):
    head = [first_line, f"Host: {host}", *lines, "Connection: close"]
    # One byte for each character.
    return ("\r\n".join(head) + f"\r\n{HEAD}\r\n{body}").encode("latin-1")


def assert_refused_or_served(application, data):
    status = status_of(application.send(data))
    assert isinstance(status, int)
    assert 200 <= status < 500 or status == 501, status
    assert canaries_in(application.log()) == []


@pytest.mark.hostile
@pytest.mark.parametrize("content_type", CONTENT_TYPES, ids=lambda value: value[:40])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_any_charset_is_refused_or_served(running, content_type, method):
    body = f"comment={CANARIES['words']}%C3%A9" if method == "POST" else ""
    lines = (f"Content-Type: {content_type}", f"Content-Length: {len(body)}")
    target = FORM + f"{QUERY}%C3%A9"
    assert_refused_or_served(running, raw(f"{method} {target} HTTP/1.1", *lines, body=body))


@pytest.mark.hostile
@pytest.mark.parametrize("target", TARGETS, ids=lambda value: value[:40])
@pytest.mark.parametrize("content_type", ["text/plain", "text/plain; charset=latin-1"])
def test_any_target_is_refused_or_served(running, target, content_type):
    lines = (f"Content-Type: {content_type}",)
    assert_refused_or_served(running, raw(f"GET {target} HTTP/1.1", *lines))


@pytest.mark.hostile
@pytest.mark.parametrize("line", LINES, ids=lambda value: ascii(value)[:40])
def test_any_header_is_refused_or_served(running, line):
    assert_refused_or_served(running, raw(f"GET /es/{QUERY} HTTP/1.1", line.rstrip()))


@pytest.mark.hostile
@pytest.mark.parametrize("first_line", FIRST_LINES, ids=lambda value: ascii(value)[:40])
def test_malformed_http_is_refused(running, first_line):
    status = status_of(running.send(raw(first_line)))
    assert status in (b"", 501) or 400 <= status < 500
    assert canaries_in(running.log()) == []


@pytest.mark.hostile
@pytest.mark.parametrize("host", HOSTS)
def test_another_host_is_refused(running, host):
    assert status_of(running.send(raw(host=host))) == 400
    assert canaries_in(running.log()) == []


@pytest.mark.hostile
@pytest.mark.parametrize(("content_type", "body"), BODIES)
def test_any_body_is_refused_or_served(running, content_type, body):
    data = body.encode("latin-1")
    lines = (f"Content-Type: {content_type}", f"Content-Length: {len(data)}")
    assert_refused_or_served(running, raw(f"POST {FORM} HTTP/1.1", *lines, body=body))


def test_a_visit_leaves_nothing_in_the_log(running):
    assert running.write().status == 302
    for target in (f"/es/{QUERY}", f"/so/{TOKEN}/", f"/en/comment/{TOKEN}/"):
        running.ask(target)
    assert canaries_in(running.log()) == []
    assert "Listening at: http://127.0.0.1" in running.log()


def test_a_prefix_that_a_reader_claims_is_not_believed(running):
    # gunicorn would use this header as a prefix of URLs.
    _response, text = running.ask("/es/", SCRIPT_NAME="/es")
    assert 'href="/es/es/' not in text


def test_an_unreadable_content_type_still_brings_the_form(running):
    response, text = running.ask(FORM + QUERY, Content_Type="text/plain; charset=idna")
    assert response.status == 200
    assert "<textarea" in text


def test_a_form_in_parts_arrives_whatever_charset_it_names(running):
    data = running.filled_form()
    body = "".join(
        f'--a b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in data.items()
    )
    kind = 'multipart/form-data; charset=idna; boundary="a b"'
    response, _text = running.ask(FORM, "POST", f"{body}--a b--\r\n", Content_Type=kind)
    assert response.status == 302
