"""Random hostile requests to every URL of the resolver, and hostile values in the site's forms."""

import random
from collections import Counter
from copy import deepcopy
from urllib.parse import quote, urlsplit

from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.support import admin_urls, public_urls
from tests.support.admin_urls import PK

TEXTS = (
    *("", "0", "-1", "9" * 25, "1e999", "NaN", "٣", "\x00", "a\x00b", "\ud800", "\x0b\x1b"),
    *(
        "' OR 1=1 --",
        '"<script>',
        "{{ 7 }}",
        "%s%n",
        "../../etc/passwd",
        "a:b",
        "a",
        "//x/",
        "[",
        "{}",
    ),
    *(
        "http://[",
        "\u202e\ufeff",
        "x" * 5000,
        "all",
        "2031-99-99",
        "13/45/2031",
        "\r\nX-A: b",
        "[]",
    ),
    *("null", "true", '{"a": 1}', "é" * 300, "😀", "[[[[", "99999-12-31", "0001-01-01"),
)
PARAMETERS = (
    *("next", "q", "query", "p", "page", "id", "ordering", "export", "locale", "language", "year"),
    *("reply_to", "tag", "collection_id", "childOf", "parent_page_id", "page_type", "fields"),
    *("order", "limit", "offset", "search", "type", "date_from", "timestamp_after", "user", "url"),
    *("content_type", "mode", "in_preview_panel", "destination", "results_only", "index"),
)
METHODS = ("GET",) * 5 + ("POST",) * 5 + ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "A")
FORM = "application/x-www-form-urlencoded"
# Worse charsets are removed before Django, by config.wsgi: see tests/operations/test_hostile_requests.py.
CHARSETS = ("utf-8", "latin-1", "nosuch", "é")
HEADERS = (
    ("HTTP_ACCEPT_LANGUAGE", ("so", "x" * 4000, "*;q=9", "en-\x00", ",,;q=", "hmn;q=a")),
    ("HTTP_IF_NONE_MATCH", ('"', "*", 'W/"x"', "é")),
    ("HTTP_IF_MODIFIED_SINCE", ("Thu, 99 Foo 99999", "0", "Mon, 01 Jan 0001 00:00:00 GMT")),
    ("HTTP_RANGE", ("bytes=0-", "bytes=9-1", "bytes=" + "9" * 30 + "-", "x")),
    ("HTTP_ORIGIN", ("null", "http://[", "http://testserver")),
    ("HTTP_REFERER", ("http://[", "/", "é")),
    ("HTTP_ACCEPT", ("application/json", "*/*;q=x", "text/html;charset=é")),
    ("HTTP_X_REQUESTED_WITH", ("XMLHttpRequest",)),
    ("HTTP_COOKIE", ("sessionid=\x01; known_browser=a:b:c", "é=;;=", "csrftoken=" + "x" * 5000)),
    ("HTTP_HOST", ("testserver:99999", "[", "other.example")),
    ("REMOTE_ADDR", ("", "::1", "2001:db8::1", "unix:", "203.0.113.7")),
)


class Fuzzer:
    """Random requests as `users`, where None is a reader."""

    def __init__(self, seed, users):
        self.random = random.Random(seed)  # noqa: S311
        # Counts of responses by (route, status), and server errors except those of the readiness
        # check.
        self.counts, self.failures = Counter(), []
        self._clients = [Client(raise_request_exception=False) for _user in users]
        for client, user in zip(self._clients, users, strict=True):
            if user:
                client.force_login(user)
        world = public_urls.build()
        self.addresses = {}
        for route, _name in public_urls.patterns():
            self.addresses[route] = list(public_urls.addresses(route, world).values())
        for route, name in admin_urls.patterns():
            self.addresses[route] = admin_urls.addresses(route, name)

    def run(self, number):
        while number > 0:
            routes = list(self.addresses)
            self.random.shuffle(routes)
            for route in routes[:number]:
                self._visit(route)
            number -= len(routes)

    def _visit(self, route):
        client = self.random.choice(self._clients)
        address = self.random.choice(self.addresses[route])
        cookies = deepcopy(client.cookies)
        # Changes of the database and of the client's cookies are undone.
        with transaction.atomic():
            if self.random.random() < 0.35:
                self._send_form(client, route, address)
            else:
                self._send(client, route, *self._hostile(address))
            transaction.set_rollback(True)
        client.cookies = cookies

    def _send(self, client, route, method, address, body=b"", content_type=FORM, headers=None):
        response = client.generic(method, address, body, content_type, **headers or {})
        if response.streaming:
            b"".join(response.streaming_content)
        self.counts[route, response.status_code] += 1
        # The readiness check says truly that the worker does not run.
        if response.status_code >= 500 and route != "readyz":
            error = getattr(response, "exc_info", None)
            request = (method, address[:300], content_type, body[:300], headers)
            self.failures.append((response.status_code, error and repr(error[1])[:300], request))
        return response

    def _hostile(self, address):
        path, _mark, query = address.partition("?")
        if self.random.random() < 0.4:
            path = path.replace(str(PK), self._quoted(), 1)
        if self.random.random() < 0.6:
            query = "&".join(
                f"{self.random.choice(PARAMETERS)}={self._quoted()}"
                for _ in range(self.random.randint(1, 4))
            )
        method = self.random.choice(METHODS)
        body, content_type = self._body() if method not in ("GET", "HEAD") else (b"", FORM)
        headers = {
            name: self.random.choice(values)
            for name, values in self.random.sample(HEADERS, self.random.randint(0, 3))
        }
        return method, f"{path}?{query}", body, content_type, headers

    def _body(self):
        fields = {self.random.choice(PARAMETERS): self.random.choice(TEXTS) for _ in range(3)}
        encoded = "&".join(f"{name}={_quote(text)}" for name, text in fields.items()).encode()
        charset = self.random.choice(CHARSETS)
        return self.random.choice(
            [
                (encoded, FORM),
                (encoded, f"{FORM}; charset={charset}"),
                (_multipart(fields), f"{MULTIPART_CONTENT}; charset={charset}"),
                (_multipart(fields)[:-20], MULTIPART_CONTENT),
                (encoded, "multipart/form-data"),
                (b'{"a": [', "application/json"),
                (b'{"a": "\\ud800"}', f"application/json; charset={charset}"),
                (b"\xff\xfe", "text/plain"),
            ]
        )

    def _send_form(self, client, route, address):
        page = self._send(client, route, "GET", address)
        if page.status_code != 200 or not page.get("Content-Type", "").startswith("text/html"):
            return
        forms = BeautifulSoup(page.content, "html.parser").find_all("form", method="post")
        if not forms:
            return
        form = self.random.choice(forms)
        fields = _fields(form)
        names = [name for name in fields if name not in ("form_token", "csrfmiddlewaretoken")]
        for name in self.random.sample(names, min(len(names), self.random.randint(1, 3))):
            fields[name] = self.random.choice(TEXTS)
        target = urlsplit(form.get("action") or address)
        # Most choosers take their page again.
        goal = target.path + (f"?{target.query}" if target.query else "")
        self._send(client, route, "POST", goal, _multipart(fields), MULTIPART_CONTENT)

    def _quoted(self):
        return _quote(self.random.choice(TEXTS))


def _quote(text):
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def _multipart(fields):
    safe = {
        name: text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        for name, text in fields.items()
    }
    return encode_multipart(BOUNDARY, safe)


def _fields(form):
    fields = {}
    for field in form.find_all(["input", "textarea", "select", "button"]):
        name, kind = field.get("name"), field.get("type")
        if not name or kind in ("file", "image"):
            continue
        if kind in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "textarea":
            fields[name] = field.text
        elif field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            fields[name] = chosen.get("value", "") if chosen else ""
        else:
            fields[name] = field.get("value", "")
    return fields
