"""Tests for the choice of language, for language notices, and for pages without a translation."""

import pytest
from django.utils.translation import gettext, override

from home.people import roles
from tests import factories as make
from tests.support import every_page, words
from tests.support.markup import find, parse, text_of, texts

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

NOTICE = "This page is not in your language yet. You see the English text."
OTHERS = words.LANGUAGES


@pytest.fixture
def live_translation(django_capture_on_commit_callbacks):
    def translate(page, language):
        with django_capture_on_commit_callbacks(execute=True):
            return make.translate(page, language)

    return translate


def message(english, language):
    """Return the translation of `english`, which must have one."""
    with override(language):
        translated = gettext(english)
    assert translated != english
    return translated


def alternates(root):
    links = find(root, "link", rel="alternate")
    # The other links are feeds.
    return {link.get("hreflang"): link.get("href") for link in links if link.get("hreflang")}


def canonical(root):
    (link,) = find(root, "link", rel="canonical")
    return link.get("href")


# Addresses without a language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("en-US,en;q=0.9", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("es-419", "es"),
        ("es-US", "es"),
        ("so", "so"),
        ("so-SO,so;q=0.9", "so"),
        ("hmn", "hmn"),
        ("mww", "hmn"),
        ("hnj", "hmn"),
        ("mww-Latn-US", "hmn"),
        ("hmn-Latn", "hmn"),
        ("HMN", "hmn"),
        ("so;q=0.5,es;q=0.9", "es"),
        ("fr,de;q=0.9,so;q=0.1", "so"),
        ("en-GB,so;q=0.9", "en"),
        ("fr,de", "en"),
        ("fr,*;q=0.5", "en"),
    ],
)
def test_the_root_address_leads_to_the_browsers_preferred_language(client, header, language):
    response = client.get("/", headers={"Accept-Language": header} if header else {})
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/"
    assert response["Vary"] == "Accept-Language"
    assert not response.cookies


@pytest.mark.parametrize(
    "header",
    [
        "",
        ";;;,,q=",
        "so;q=abc",
        "\x00\x01so",
        "é\xff",
        "../../etc/passwd",
        "so\nX-Header: x",
        "x" * 10_000,
        "so-" + "x" * 600,
        "es," * 5_000,
        "so;q=" + "9" * 400,
        "*",
        "-",
    ],
    ids=range(13),
)
def test_the_root_address_answers_any_accept_language(client, header):
    response = client.get("/", headers={"Accept-Language": header})
    assert response.status_code == 302
    assert response["Location"] in {f"/{language}/" for language in make.LANGUAGES}
    assert list(response.headers).count("X-Header") == 0


def test_a_language_cookie_changes_nothing(client):
    client.cookies["django_language"] = "so"
    assert client.get("/")["Location"] == "/en/"
    assert parse(client.get("/es/")).get("lang") == "es"
    assert parse(client.get("/en/")).get("lang") == "en"


def test_the_address_determines_the_language_and_the_browser_does_not(client):
    response = client.get("/so/", headers={"Accept-Language": "es"})
    assert parse(response).get("lang") == "so"
    assert response["Content-Language"] == "so"
    assert "Vary" not in response


@pytest.mark.parametrize("path", ["/fr/", "/fr/alerts/call/", "/xx/", "/nowhere/", "/fr"])
@pytest.mark.parametrize(
    ("header", "language"), [("es-MX", "es"), ("mww", "hmn"), ("fr", "en"), ("so", "so")]
)
def test_a_prefix_that_is_no_language_is_not_found_in_the_browsers_language(
    client, path, header, language
):
    make.AlertPageFactory(slug="call")
    response = client.get(path, headers={"Accept-Language": header})
    assert response.status_code == 404
    root = parse(response)
    assert root.get("lang") == response["Content-Language"] == language
    with override(language):
        assert gettext("We did not find that page") in text_of(root)
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


@pytest.mark.parametrize("path", ["/so", "/so/alerts", "/so/alerts/call?comments=2"])
def test_a_forgotten_slash_is_added_in_the_same_language(client, path):
    make.AlertPageFactory(slug="call")
    response = client.get(path)
    assert response.status_code == 301
    start, _mark, query = path.partition("?")
    assert response["Location"] == f"{start}/" + (f"?{query}" if query else "")


@pytest.mark.parametrize("header", ["es-MX", "so", "mww"])
def test_the_admin_is_in_english_whatever_the_browser_says(client, user, header):
    response = client.get("/admin/login/", headers={"Accept-Language": header})
    assert parse(response).get("lang") == response["Content-Language"] == "en"
    assert "Sign in" in text_of(parse(response))
    client.force_login(user())
    response = client.get("/admin/", headers={"Accept-Language": header})
    assert parse(response).get("lang") == "en"
    assert "Dashboard" in text_of(parse(response))


# The same page in four languages


def test_pages_name_each_other_in_all_languages_that_they_are_live_in(client, live_translation):
    pages = {
        "": make.english_home(),
        "privacy/": make.StandardPageFactory(slug="privacy"),
        "alerts/call/": make.AlertPageFactory(slug="call"),
        "background/why/": make.ExplainerPageFactory(slug="why"),
    }
    pages |= {path: pages[f"{path}{slug}"].get_parent().specific
              for path, slug in (("alerts/", "call/"), ("background/", "why/"))}  # fmt: skip
    for path, page in pages.items():
        languages = ["en", "es", "so"] if path else list(make.LANGUAGES)
        if path:
            live_translation(page, "es")
            live_translation(page, "so")
        expected = {code: f"http://testserver/{code}/{path}" for code in languages}
        expected["x-default"] = expected["en"]
        for language in languages:
            root = parse(client.get(f"/{language}/{path}"))
            assert alternates(root) == expected
            assert canonical(root) == expected[language]
            assert not find(root, "meta", name="robots")


def test_the_language_switcher_has_native_names_and_keeps_the_page(client):
    make.AlertPageFactory(slug="call")
    for language in make.LANGUAGES:
        root = parse(client.get(f"/{language}/alerts/call/?comments=2&x=%26"))
        (band,) = find(root, "nav", class_="language-switcher")
        links = [
            (text_of(a), a.get("lang"), a.get("hreflang"), a.get("href")) for a in find(band, "a")
        ]
        assert links == [
            (name, code, code, f"/{code}/alerts/call/?comments=2&x=%26")
            for code, name in roles.LANGUAGE_NAMES.items()
        ]
        (current,) = find(band, "a", aria_current="true")
        assert current.get("lang") == language
        assert find(root, "select") == []


@pytest.mark.parametrize("path", ["/fr/", "/nowhere/"])
def test_outside_of_all_languages_the_language_switcher_leads_to_the_home_pages(client, path):
    (band,) = find(parse(client.get(path)), "nav", class_="language-switcher")
    assert [a.get("href") for a in find(band, "a")] == [f"/{code}/" for code in make.LANGUAGES]


# Pages without a public translation


def untranslated(page):
    pass


def draft(page):
    make.translate(page, "so", publish=False)


def unpublished(page):
    every_page.translate_with_markup(page, "so").unpublish()


def mirror(page):
    every_page.alias(page, "so")


missing = pytest.mark.parametrize("missing", [untranslated, draft, unpublished, mirror])


@missing
def test_a_page_without_a_translation_is_english_with_the_interface_in_the_readers_language(
    client, missing
):
    alert = every_page.full_alert(1, comments=())
    missing(alert)
    response = client.get("/so/alerts/call/")
    assert response.status_code == 200
    assert response["Content-Language"] == "so"
    root = parse(response)
    assert root.get("lang") == "so"
    notice = find(root, "p", class_="notice")[0]  # the call card has a second notice
    assert (
        text_of(notice) == f"{message(NOTICE, 'so')} English"
    )  # with the link to the English page
    content = [text for text in texts(root) if "English" in text.text]
    assert len(content) > 15
    assert {text.language for text in content} == {"en"}
    assert "[so]" not in text_of(root)
    # Interface messages around the page are in Somali.
    for english in ("Talking points", "What to say", "Comments", "Reach us"):
        assert message(english, "so") in text_of(root)
        assert english not in text_of(root)


@missing
def test_a_page_without_a_translation_is_not_offered_as_one(client, missing, live_translation):
    alert = make.AlertPageFactory(slug="call")
    live_translation(alert, "es")
    missing(alert)
    english = "http://testserver/en/alerts/call/"
    root = parse(client.get("/so/alerts/call/"))
    assert canonical(root) == english
    assert alternates(root) == {}
    (url,) = find(root, "meta", property="og:url")
    assert url.get("content") == english
    for language in ("en", "es"):
        assert alternates(parse(client.get(f"/{language}/alerts/call/"))) == {
            "en": english,
            "es": "http://testserver/es/alerts/call/",
            "x-default": english,
        }


@missing
def test_lists_and_links_show_a_translation_only_when_it_is_public(client, missing):
    index = make.AlertIndexPageFactory(title="List", show_in_menus=True)
    explainer = make.ExplainerPageFactory(title="Why", slug="why")
    alert = make.AlertPageFactory(title="Call", slug="call", body=[("explainer", explainer)])
    for page in (index, explainer.get_parent().specific, explainer, alert):
        missing(page)
    for path, titles in (
        ("", {"List", "Call", "Why"}),
        ("alerts/", {"List", "Call"}),
        ("alerts/call/", {"List", "Why"}),
    ):
        root = parse(client.get(f"/so/{path}"))
        shown = {text.text.strip(): text.language for text in texts(find(root, "body")[0])}
        assert {shown.get(title) for title in titles} == {"en"}, path
        assert "[so]" not in text_of(root)


def test_a_home_page_that_is_a_draft_is_english_marked_as_english(client):
    every_page.build()
    make.home("so").unpublish()
    root = parse(client.get("/so/"))
    assert root.get("lang") == "so"
    assert message(NOTICE, "so") in text_of(root)
    assert {t.language for t in texts(root) if t.text.strip().startswith("English")} == {"en"}
    assert canonical(root) == "http://testserver/en/"
    assert "so" not in alternates(parse(client.get("/en/")))


@pytest.mark.parametrize("language", OTHERS)
def test_the_notice_goes_when_the_translation_comes(client, language, live_translation):
    alert = make.AlertPageFactory(slug="call")
    notice = message(NOTICE, language)
    assert notice in text_of(parse(client.get(f"/{language}/alerts/call/")))
    live_translation(alert, language)
    root = parse(client.get(f"/{language}/alerts/call/"))
    assert notice not in text_of(root)
    assert f"[{language}] {alert.title}" in [text_of(h) for h in find(root, "h1")]


def test_there_is_no_notice_on_an_english_page(client):
    make.AlertPageFactory(slug="call")
    assert find(parse(client.get("/en/alerts/call/")), "p", class_="notice") == []


@pytest.mark.parametrize("language", make.LANGUAGES)
@pytest.mark.parametrize("translated", [True, False])
def test_a_restricted_page_is_closed_in_every_language(
    client, language, translated, live_translation
):
    alert = make.AlertPageFactory(slug="call")
    if translated:
        for code in OTHERS:
            live_translation(alert, code)
    every_page.restrict(alert)
    response = client.get(f"/{language}/alerts/call/")
    assert response.status_code == 302
    assert "/login/" in response["Location"]
