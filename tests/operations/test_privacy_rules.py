"""Tests for the rules and the visitor of `check_privacy`, with responses made for the tests."""

from types import SimpleNamespace

import pytest
import requests
from requests.structures import CaseInsensitiveDict

from home.headers import CORP, HEADERS
from home.operations.privacy import browser, rules, traces, visits

SITE = "https://campaign.example"
POLICY = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *; script-src 'none'")
GOOD = HEADERS | {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}
SHORT = "Strict-Transport-Security is missing or below one year"
LEADS_AWAY = "leads browsers to another host: elsewhere.example"


def problems(sent, text="", *, status=200, site=SITE):
    """Return the problems of a response with `sent` among its headers. "" leaves a header out."""
    headers = {name: value for name, value in (GOOD | sent).items() if value}
    url = f"{site}/so/"
    answer = visits.Answer("", f"GET {url}", url, status, CaseInsensitiveDict(headers), text)
    return list(rules.problems(answer, {SITE, "http://127.0.0.1:8000"}))


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({}, []),
        ({"Set-Cookie": "visit=1; Path=/"}, ["sets a cookie: visit"]),
        ({"Set-Cookie": ";"}, ["sets a cookie: ?"]),
        ({"Set-Cookie": "a,b=1"}, ["sets a cookie: ?"]),
        ({"Vary": "Accept-Encoding, Cookie"}, ["depends on a cookie"]),
        ({"X-Content-Type-Options": ""}, ["X-Content-Type-Options is not nosniff"]),
        ({"Referrer-Policy": ""}, ["Referrer-Policy is missing, not same-origin"]),
        ({"Referrer-Policy": "unsafe-url"}, ["Referrer-Policy is unsafe-url, not same-origin"]),
        ({"Referrer-Policy": "unsafe-url, no-referrer"}, []),
        (
            {"Cross-Origin-Opener-Policy": ""},
            ["Cross-Origin-Opener-Policy is missing, not same-origin"],
        ),
        ({CORP: ""}, [f"{CORP} is missing, not same-origin"]),
        ({CORP: "cross-origin"}, [f"{CORP} is cross-origin, not same-origin"]),
        ({CORP: "cross-origin", "Content-Type": "image/png"}, []),
        ({CORP: "cross-origin", "Content-Security-Policy": FRAMED}, []),
        (
            {"Permissions-Policy": HEADERS["Permissions-Policy"].replace("usb=()", "usb=(self)")},
            ["Permissions-Policy does not forbid usb"],
        ),
        ({"Strict-Transport-Security": ""}, [SHORT]),
        ({"Strict-Transport-Security": "max-age=31535999"}, [SHORT]),
        ({"NEL": "{}"}, ["has the header NEL, by which browsers tell more than they must"]),
        (
            {"accept-ch": "Width"},
            ["has the header Accept-CH, by which browsers tell more than they must"],
        ),
        ({"Location": "/so/alerts/"}, []),
        ({"Location": "http://127.0.0.1:8000/so/"}, []),
        ({"Location": "https://elsewhere.example/"}, [LEADS_AWAY]),
        ({"Refresh": "5; URL=https://elsewhere.example/"}, [LEADS_AWAY]),
        ({"Link": "</a.css>; rel=preload, <https://elsewhere.example/b.css>"}, [LEADS_AWAY]),
    ],
    ids=str,
)
def test_each_header_that_breaks_a_promise_is_named(sent, found):
    assert problems(sent) == found


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ("", ["is missing"]),
        (POLICY.replace("default-src 'none'", "default-src 'self'"), ["has no default-src 'none'"]),
        (POLICY.replace("base-uri 'none'; ", ""), ["has no base-uri"]),
        (f"{POLICY}; report-uri /x", ["has report-uri: browsers send reports"]),
        (f"{POLICY}; img-src 'self' * data:", ["allows * data: in img-src"]),
        (f"{POLICY}; style-src 'sha256-abc='", []),
        (f"{POLICY}; script-src 'sha256-abc='", ["allows 'sha256-abc=' in script-src"]),
        (f"{POLICY}; upgrade-insecure-requests; sandbox allow-forms", []),
        (FRAMED, []),
        (FRAMED.replace("; script-src 'none'", ""), ["allows * in frame-ancestors"]),
    ],
)
def test_each_gap_in_the_content_security_policy_is_named(policy, found):
    said = problems({"Content-Security-Policy": policy})
    assert said == [f"Content-Security-Policy {problem}" for problem in found]


def test_a_page_with_a_form_may_not_be_framed():
    said = problems({"Content-Security-Policy": FRAMED}, "<form action='/so/'></form>")
    assert said == ["Content-Security-Policy allows * in frame-ancestors"]


def test_only_pages_need_all_directives_and_only_https_needs_hsts():
    assert problems(HEADERS | {"Content-Type": "image/png"}) == []
    here = {"Strict-Transport-Security": ""}
    assert problems(here, site="http://127.0.0.1:8000") == []
    assert problems(dict.fromkeys(GOOD, ""), status=304) == []
    assert problems({}, status=499) == []
    assert problems({}, status=500) == ["fails with status 500"]


@pytest.mark.parametrize(
    "text",
    [
        '<img src="{}">',
        '<img srcset="/a.png 1x, {} 2x">',
        '<link rel="stylesheet" href="{}">',
        '<a href="/so/" ping="/so/ {}">x</a>',
        '<meta http-equiv="Refresh" content="5; url={}">',
        '<p style="background: url({})">x</p>',
        "<style>@import '{}';</style>",
        '<form action="{}"></form>',
    ],
)
def test_what_a_browser_opens_by_itself_is_on_the_site(text):
    assert problems({}, text.format("https://elsewhere.example/x")) == [LEADS_AWAY]
    assert problems({}, text.format("/x")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<a href="https://elsewhere.example/">x</a>', []),
        ('<link rel="canonical" href="https://elsewhere.example/">', []),
        ('<img src="data:image/png;base64,AAAA">', []),
        ('<script src="/x.js"></script>', []),
        ('<script type="application/ld+json">{}</script>', []),
        ("<script>1</script>", ["has a script in the page itself"]),
        ('<p onload="1" onclick="2">x</p>', ["has scripts in attributes: onclick, onload"]),
    ],
)
def test_a_link_that_a_reader_follows_is_no_problem_and_a_script_is_one(text, found):
    assert problems({}, text) == found


def test_a_style_sheet_loads_nothing_from_elsewhere():
    styles = "a { background: url(https://elsewhere.example/x.png) }"
    assert problems({"Content-Type": "text/css"}, styles) == [LEADS_AWAY]
    assert problems({"Content-Type": "text/plain"}, styles) == []


def test_a_browser_opens_only_pages_that_exist(monkeypatch):
    def respond(method, url, **options):
        response = requests.Response()
        path = url.removeprefix(SITE)
        response.url, response.status_code = url, 200 if path in ("/so/", "/so/feed.json") else 404
        kind = "application/feed+json" if path.endswith(".json") else "text/html"
        response.headers["Content-Type"] = kind
        response._content = b'<a href="/so/feed.json">x</a><a href="/so/gone/">x</a>'
        return response

    monkeypatch.setattr(visits.requests, "request", respond)
    visitor = visits.Visitor(SITE, traces.Traces.new(), 1, ["so"])
    statuses = {(answer.url, answer.status) for answer in visitor.answers()}
    assert {(f"{SITE}/so/feed.json", 200), (f"{SITE}/so/gone/", 404)} <= statuses
    assert list(visitor.pages.values()) == [f"{SITE}/so/"]


def test_addresses_in_sitemaps_and_in_no_other_data_are_visited(monkeypatch):
    links = {"/sitemap.xml": "/sitemap-1.xml", "/sitemap-1.xml": "/so/about/", "/robots.txt": "/x/"}

    def respond(method, url, **options):
        response = requests.Response()
        response.url, response.status_code = url, 200
        response.headers["Content-Type"] = "application/xml"
        target = links.get(url.removeprefix(SITE), "/so/")
        response._content = f"<loc>{SITE}{target}</loc>".encode()
        return response

    monkeypatch.setattr(visits.requests, "request", respond)
    visitor = visits.Visitor(SITE, traces.Traces.new(), 1, ["so"])
    visited = {answer.url.removeprefix(SITE) for answer in visitor.answers()}
    assert {"/sitemap.xml", "/sitemap-1.xml", "/so/about/", "/robots.txt"} <= visited
    assert "/x/" not in visited


def test_chromium_is_used_if_it_and_its_driver_are_installed(monkeypatch, tmp_path):
    monkeypatch.setattr(browser, "sync_playwright", object())
    monkeypatch.setenv("CHROMIUM", "/usr/bin/chromium")
    assert browser.reason_without() is None
    monkeypatch.delenv("CHROMIUM")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.reason_without().startswith("there is no Chromium")
    monkeypatch.setattr(browser, "sync_playwright", None)
    assert browser.reason_without().startswith("Playwright is not installed")


@pytest.mark.parametrize("boxes", [0, 1])
def test_typed_words_stay_at_most_in_their_tab(boxes):
    kept = iter(
        [["a cookie"], ["sessionStorage: a", "localStorage: b"], ["sessionStorage: a", "c"]]
    )
    box = SimpleNamespace(count=lambda: boxes, first=SimpleNamespace(fill=lambda words: None))
    page = SimpleNamespace(
        goto=lambda url, **options: None,
        evaluate=lambda script: next(kept),
        locator=lambda selector: box,
    )
    found = [
        "stores something in the browser: a cookie",
        "stores what is typed beyond the tab: localStorage: b",
        "stores what is typed when the page is left: c",
    ]
    assert list(browser._visit(page, "http://campaign.example/")) == found[: 1 + 2 * boxes]
