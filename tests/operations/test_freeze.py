"""Tests for `manage.py freeze`."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.utils import timezone

from alerts.sharing.formats import flyers
from home.operations import freezing, frozen_pages
from tests import factories as make
from tests.support.servers import Application

RUNNING = "vote-no-on-jail-beds"
BASE = "http://testserver/so/alerts/call/"
MADE_AT = datetime(2031, 6, 3, 18, tzinfo=UTC)


def broken_links(folder, address):
    """Return (file, link) for each broken link in the copy, except links in `404.html`."""
    broken, count = [], 0
    for path in folder.rglob("*"):
        if path.suffix in {".atom", ".ics", ".json", ".xml"} and path.name != freezing.MARKER:
            # A line of a calendar goes on in the next one after a space.
            text = path.read_text().replace("\n ", "").replace("\\/", "/")
            for link in re.findall(rf"{address}/(?!ns/)[^\s\"<>\\,]*", text):
                target = folder / unquote(urlsplit(link).path).removeprefix("/")
                if not (target / "index.html").is_file() and not target.is_file():
                    broken.append((str(path.relative_to(folder)), link))
        if path.suffix == ".css":
            for link in frozen_pages.addresses_in_css(path.read_text(), ""):
                if not urlsplit(link).scheme and not (path.parent / unquote(link)).is_file():
                    broken.append((str(path.relative_to(folder)), link))
    for path in folder.rglob("*.html"):
        page = BeautifulSoup(path.read_text(), "html.parser")
        for tag in page.find_all(["a", "img", "link", "source", "audio"]):
            link = tag.get("href") or tag.get("src") or ""
            parts = urlsplit(link)
            # `404.html` is sent for any folder, so its links cannot be relative.
            if parts.scheme or not parts.path or path == folder / "404.html":
                continue
            count += 1
            if link.startswith("/") or not (path.parent / unquote(parts.path)).is_file():
                broken.append((str(path.relative_to(folder)), link))
    assert count > 100
    return broken


@pytest.mark.audit
def test_the_copy_is_whole_in_all_languages_and_every_link_in_it_leads_somewhere(
    tmp_path, database_template
):
    folder = tmp_path / "copy"
    site = Application(tmp_path, database_template)
    assert site.manage("samplecontent") == 0, site.log()
    freeze = ("freeze", folder, "--address", "https://copy.example")
    assert site.manage(*freeze) == 0, site.log()
    assert broken_links(folder, "https://copy.example") == []
    for code in make.LANGUAGES:
        for name in ("index.html", "feed.atom", "feed.json", "calendar.ics"):
            assert (folder / code / name).stat().st_size > 100, (code, name)
        pages = list((folder / code / "alerts").glob("*/index.html"))
        assert len(pages) >= 4
        for path in pages:
            page = BeautifulSoup(path.read_text(), "lxml")
            assert page.html["lang"] == code
            assert page.body.find(class_="notice").text
            assert not page.find_all("script", type=lambda kind: kind != "application/ld+json")
            assert all(form["action"].startswith(site.address) for form in page("form"))
        assert (folder / code / "alerts" / RUNNING / "flyer" / "index.html").exists()
        flyer = folder / code / "alerts" / RUNNING / "flyer.pdf"
        assert flyer.read_bytes().startswith(b"%PDF-")
    assert (folder / "en" / "alerts" / RUNNING / "flyer" / "all.pdf").exists()
    assert "https://copy.example/" in (folder / "en" / "feed.atom").read_text()
    assert site.address not in (folder / "en" / "calendar.ics").read_text()
    for name in ("robots.txt", "sitemap.xml", "favicon.ico", "index.html"):
        assert (folder / name).exists()
    assert not list(folder.rglob("comment")), "forms stay on the site"
    assert not list(folder.rglob("admin"))


@pytest.mark.django_db
@pytest.mark.parametrize("other", ["notes.txt", "index.html"])
def test_a_folder_with_something_else_is_left_alone(tmp_path, other):
    (tmp_path / other).write_text("mine")
    with pytest.raises(CommandError, match="neither empty nor an earlier copy"):
        call_command("freeze", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [other]


def test_flyers_are_copied_although_no_page_links_to_them(freeze, monkeypatch):
    monkeypatch.setattr(freezing, "_sources", [lambda: ["/so/alerts/call/flyer.pdf"]])
    pdf = (200, {"Content-Type": "application/pdf", "Cache-Control": "public, no-cache"}, "%PDF")
    folder = freeze({"/so/alerts/call/flyer.pdf": pdf})
    assert (folder / "so" / "alerts" / "call" / "flyer.pdf").read_text() == "%PDF"


@pytest.mark.django_db
def test_the_flyers_of_alerts_that_have_not_ended_are_named_in_all_languages():
    make.AlertPageFactory(slug="running")
    over = timezone.now() - timedelta(hours=1)
    make.AlertPageFactory(slug="over", starts_at=over - timedelta(days=1), ends_at=over)
    paths = list(flyers.public_paths())
    assert "/en/alerts/running/flyer/all.pdf" in paths
    for code in make.LANGUAGES:
        assert f"/{code}/alerts/running/flyer.pdf" in paths
    assert not [path for path in paths if "/over/" in path]


@pytest.mark.parametrize("address", ["copy.example", "javascript:x", "ftp://copy.example"])
def test_an_address_without_http_is_refused(tmp_path, address):
    with pytest.raises(CommandError, match="begins with http"):
        call_command("freeze", tmp_path, "--address", address)


def site_of(pages):
    """Return a WSGI handler class for `pages`, a dict of paths to (status, headers, text)."""

    class Response(list):
        def close(self):
            pass

    class Application:
        def __call__(self, environ, start_response):
            status, headers, text = pages.get(environ["PATH_INFO"], (404, {}, ""))
            kind = {"Content-Type": "text/html"} | headers
            start_response(f"{status} x", list(kind.items()))
            return Response([text.encode()])

    return Application


@pytest.fixture
def freeze(db, monkeypatch, tmp_path):
    monkeypatch.setattr(freezing, "_sources", [])

    def freeze(pages):
        front = {f"/{code}/": (200, {}, "<html><body></body></html>") for code in make.LANGUAGES}
        monkeypatch.setattr(freezing, "WSGIHandler", site_of(front | pages))
        freezing.freeze(tmp_path / "copy")
        return tmp_path / "copy"

    return freeze


def test_private_pages_the_admin_and_other_sites_stay_links_to_where_they_are(freeze):
    links = {
        "/en/form/": "http://testserver/en/form/",
        "/admin/": "http://testserver/admin/",
        "/en/translate/token/": "http://testserver/en/translate/token/",
        "https://other.example/x": "https://other.example/x",
        "tel:+16515550100": "tel:+16515550100",
        "#part": "#part",
        "/so/#part": "../so/index.html#part",
        "/en/moved/": "../so/index.html",
    }
    folder = freeze(
        {
            "/en/": (200, {}, "".join(f'<a href="{link}">x</a>' for link in links)),
            "/en/form/": (200, {"Cache-Control": "private, no-cache"}, "a form"),
            "/en/moved/": (301, {"Location": "/so/"}, ""),
        }
    )
    page = BeautifulSoup((folder / "en" / "index.html").read_text(), "html.parser")
    assert [tag["href"] for tag in page("a")] == list(links.values())
    assert not (folder / "en" / "form").exists()


def test_a_query_chooses_a_page_and_versions_of_files_do_not(freeze):
    folder = freeze(
        {
            "/en/": (200, {}, '<a href="/so/?page=2">x</a><img src="/p.png?v=7">'),
            "/p.png": (200, {"Content-Type": "image/png"}, "picture"),
        }
    )
    assert (folder / "so" / "index-page-2.html").is_file()
    assert (folder / "p.png").read_bytes() == b"picture"


@pytest.mark.hostile
@pytest.mark.parametrize("link", ["/../../x", "/en/%2e%2e/%2e%2e/x", "/en/..%2f..%2fx"])
def test_no_link_makes_a_file_outside_the_folder(freeze, tmp_path, link):
    pages = {"/en/": (200, {}, f'<a href="{link}">x</a>')}
    pages |= dict.fromkeys(("/en/../../x", "/../../x", "/x"), (200, {}, "<p>x"))
    try:
        freeze(pages)
    except freezing.NotFrozen as refusal:
        assert "cannot be a file" in str(refusal)  # noqa: PT017
    assert not (tmp_path.parent / "x.html").exists()
    assert not (tmp_path / "x.html").exists()


def test_a_site_that_fails_leaves_the_earlier_copy(freeze):
    folder = freeze({"/en/": (200, {}, "<p>first")})
    with pytest.raises(freezing.NotFrozen, match="The site fails at http://testserver/en/broken/"):
        freeze({"/en/": (200, {}, '<a href="/en/broken/">x</a>'), "/en/broken/": (500, {}, "")})
    assert "first" in (folder / "en" / "index.html").read_text()
    freeze({"/en/": (200, {}, "<p>second")})
    assert "second" in (folder / "en" / "index.html").read_text()
    assert [path.name for path in folder.parent.iterdir()] == ["copy"]


def test_a_copy_without_one_of_the_home_pages_is_refused(freeze):
    with pytest.raises(freezing.NotFrozen, match="The site fails at http://testserver/hmn/"):
        freeze({"/hmn/": (400, {}, "")})


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "This copy of our site was made on June 3, 2031."),
        ("es", "se hizo el 3 de junio de 2031."),
        ("so", "Juun 3, 2031"),
        ("hmn", "lub Rau Hli Ntuj tim 3, 2031"),
    ],
)
def test_each_page_says_in_its_language_when_it_was_copied(code, words):
    text = f'<html lang="{code}"><body><main>x</main></body></html>'
    page = frozen_pages.rewrite_html(text, BASE, lambda url: url, MADE_AT)
    assert words in BeautifulSoup(page, "html.parser").find(class_="notice").text


def test_pictures_of_style_sheets_and_source_sets_are_found_and_rewritten():
    css = "a { background: url('../icons/a.svg') } b { background: url(data:image/png;base64,x) }"
    found = frozen_pages.addresses_in_css(css, "http://testserver/static/css/a.css")
    assert found == ["http://testserver/static/icons/a.svg"]
    assert "url('X')" in frozen_pages.rewrite_css(css, BASE, lambda url: "X")
    css = (
        "a { background: url(http://testserver/a.svg), url(//testserver/b.svg) }"
        " b { background: url(https://other.example/c.svg); filter: url(#blur) }"
        " i { background: url(about:blank); mask: url(mask.svg?a:b#c) }"
    )
    assert frozen_pages.addresses_in_css(css, "http://testserver/static/css/a.css") == [
        *("http://testserver/a.svg", "http://testserver/b.svg", "https://other.example/c.svg"),
        "http://testserver/static/css/mask.svg?a:b#c",
    ]
    assert frozen_pages.rewrite_css(css, BASE, lambda url: "X").count("X") == 4
    html = '<img src="/a.jpg" srcset="/a.jpg 1x, /b.jpg 2x">'
    assert frozen_pages.addresses_in_html(html, BASE).count("http://testserver/b.jpg") == 1
    assert 'srcset="X 1x, X 2x"' in frozen_pages.rewrite_html(html, BASE, lambda url: "X", MADE_AT)


@pytest.mark.parametrize("address", ["", "https://copy.example/mirror"])
def test_a_page_for_missing_addresses_leads_to_the_home_pages_from_any_folder(
    freeze, tmp_path, address
):
    freeze({})
    freezing.freeze(tmp_path / "copy", address)
    page = BeautifulSoup((tmp_path / "copy" / "404.html").read_text(), "html.parser")
    assert {tag["href"]: tag["lang"] for tag in page("a")} == {
        f"{address}/{code}/index.html": code for code in make.LANGUAGES
    }
    titles = {tag["lang"]: tag.text for tag in page("h1")}
    assert titles["en"] == "We did not find that page"
    assert len(set(titles.values())) == len(make.LANGUAGES)


def test_the_page_that_leads_to_the_languages_needs_no_server(freeze):
    page = BeautifulSoup((freeze({}) / "index.html").read_text(), "html.parser")
    assert {tag["href"]: tag["lang"] for tag in page("a")} == {
        f"{code}/index.html": code for code in make.LANGUAGES
    }
