"""Tests for rules that apply to every public page in every language."""

import re
from itertools import pairwise

import pytest

from tests.support import error_pages, every_page
from tests.support.content_security_policy import directives
from tests.support.markup import find, parse, text_of

pytestmark = pytest.mark.django_db

# Attributes with URLs that a browser loads or submits to.
FETCHED = {
    "link": ("href",),
    "img": ("src", "srcset"),
    "script": ("src",),
    "source": ("src", "srcset"),
    "audio": ("src",),
    "video": ("src", "poster"),
    "track": ("src",),
    "iframe": ("src",),
    "object": ("data",),
    "embed": ("src",),
    "input": ("src", "formaction"),
    "button": ("formaction",),
    "form": ("action",),
    "a": ("ping",),
    "body": ("background",),
}
NAMED_ONLY = {"canonical", "alternate"}


SITES = [
    ("en", "own"),
    *((language, words) for language in ("es", "so", "hmn") for words in ("own", "English")),
]
# Responses of each site, requested once for all tests of this module.
_answers = {}


def visit(client, language, monkeypatch):
    """Return the responses for every type of page, and every type of error, in `language`."""
    answers = {}
    for kind in every_page.ADDRESSES:
        path, status = every_page.address(kind, language)
        answers[kind] = client.get(path)
        assert answers[kind].status_code == status, kind
    for status, error in error_pages.ERRORS.items():
        with monkeypatch.context() as patch:
            error_pages.fail(client, patch, error)
            answers[status] = client.get(f"/{language}/")
    return answers


def build(language, words):
    pages = every_page.build()
    if words == "own" and language != "en":
        for page in pages:
            every_page.translate_with_markup(page, language)


@pytest.fixture(params=SITES, ids="-".join)
def site(request):
    # The languages of the interface and of the content.
    return request.param


@pytest.fixture
def language(site):
    return site[0]


@pytest.fixture
def answers(client, site, monkeypatch):
    if site not in _answers:
        build(*site)
        _answers[site] = visit(client, site[0], monkeypatch)
    return _answers[site].items()


def test_each_page_says_its_language_and_has_a_headline_and_a_title(answers, language):
    for kind, response in answers:
        root = parse(response)
        assert root.get("lang") == response["Content-Language"] == language, kind
        assert len(find(root, "h1")) == 1, kind
        assert text_of(find(root, "title")[0]), kind


def test_the_parts_of_each_page_are_in_order(answers):
    for kind, response in answers:
        root = parse(response)
        assert len(find(root, "main", id="content")) == 1, kind
        assert find(root, "a", class_="skip-link", href="#content"), kind
        levels = [int(element.tag[1]) for element in root.iter() if is_heading(element)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), kind
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), kind
        named = [e.get("aria-labelledby") for e in root.iter() if e.get("aria-labelledby")]
        assert set(named) <= set(ids), kind


def is_heading(element):
    return isinstance(element.tag, str) and re.fullmatch("h[1-6]", element.tag)


def test_no_page_sets_a_cookie_or_depends_on_one(answers):
    for kind, response in answers:
        assert not response.cookies, kind
        assert "Cookie" not in response.get("Vary", ""), kind


@pytest.mark.parametrize("site", [("en", "own"), ("so", "own"), ("so", "English")], ids="-".join)
def test_somebody_who_is_signed_in_gets_the_same_page(client, user, site, monkeypatch):
    def contents():
        # The form token is different each time.
        return {
            kind: re.sub(rb'name="form_token" value="[^"]+"', b"", response.content)
            for kind, response in visit(client, site[0], monkeypatch).items()
        }

    build(*site)
    anonymous = contents()
    client.force_login(user())
    assert contents() == anonymous
    for kind, response in visit(client, site[0], monkeypatch).items():
        assert "Cookie" not in response.get("Vary", ""), kind
        assert not response.cookies, kind


def test_the_content_security_policy_allows_nothing_from_elsewhere(answers):
    for kind, response in answers:
        policy = directives(response["Content-Security-Policy"])
        assert policy["default-src"] == ["'none'"], kind
        assert policy["base-uri"] == ["'none'"], kind
        assert policy["frame-ancestors"] == ["'none'"], kind
        assert policy["form-action"] == ["'self'"], kind
        assert {source for sources in policy.values() for source in sources} == {
            "'none'",
            "'self'",
        }, kind
        policy = "no-referrer" if kind in every_page.PRIVATE else "same-origin"
        assert response["Referrer-Policy"] == policy, kind
        assert response["X-Content-Type-Options"] == "nosniff", kind


def test_no_page_holds_inline_script_or_style(answers):
    for kind, response in answers:
        for element in parse(response).iter():
            if not isinstance(element.tag, str):
                continue
            assert element.tag != "style", kind
            # JSON-LD is data for search engines: no browser runs it.
            if element.get("type") != "application/ld+json":
                assert element.tag != "script" or (element.get("src") and not element.text), kind
            for name, value in element.items():
                assert name != "style", kind
                assert not name.startswith("on"), kind
                assert not value.strip().lower().startswith(("javascript:", "data:")), kind


def test_no_page_fetches_anything_from_another_host(answers):
    for kind, response in answers:
        fetched = [
            address.split()[0]
            for element in parse(response).iter()
            for name in FETCHED.get(element.tag, ())
            if not (element.tag == "link" and element.get("rel") in NAMED_ONLY)
            for address in (element.get(name) or "").split(",")
            if address.strip()
        ]
        assert fetched, kind
        elsewhere = [address for address in fetched if not re.match(r"/(?!/)", address)]
        assert elsewhere == [], kind


def test_links_to_other_sites_say_so_and_open_no_new_window(answers):
    found = []
    for kind, response in answers:
        links = find(parse(response), "a")
        assert links, kind
        assert {link.get("target") for link in links} == {None}, kind
        elsewhere = [one for one in links if re.match(r"https?:|//", one.get("href") or "")]
        assert all(link.get("rel") == "external" for link in elsewhere), kind
        found += elsewhere
    assert {"https://www.facebook.com/campaign"} <= {link.get("href") for link in found}
