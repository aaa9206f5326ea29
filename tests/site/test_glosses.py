"""Tests for the marks of English words in brackets in other languages."""

import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from bs4.element import NavigableString
from django.conf import settings
from django.utils.translation import override

from home.glosses import GLOSSES, mark_glosses
from tests import factories as make
from tests.support.soup import language_of
from tests.support.words import LANGUAGES, catalog_of, forms_of, glossary, polib

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{[^{}]*\}|</?[a-zA-Z][^<>]*>")
BRACKETS = re.compile(r"\(([^()]+)\)")
CONTENT = settings.BASE_DIR / "alerts" / "content"
UNMARKABLE = {"script", "style", "textarea", "title", "select", "option"}
PATHS = (
    *("", "alerts/", "background/", "alerts/{slug}/", "alerts/{slug}/comment/"),
    *("alerts/{slug}/repost/", "alerts/{slug}/card/", "alerts/{slug}/flyer/"),
    *("alerts/{slug}/flyer/all/", "alerts/{slug}/comments/", "nowhere/"),
)

each_language = pytest.mark.parametrize("language", LANGUAGES)


def words(text):
    return set(re.findall(r"[A-Za-z][A-Za-z-]+\.?", text))


def vocabulary(language):
    """Return the English words of the interface and of the sample content."""
    entries = [*catalog_of(language), *polib.pofile(str(CONTENT / f"{language}.po"))]
    return {word for entry in entries for word in words(f"{entry.msgid} {entry.msgid_plural}")}


# Words of the language itself, or names
OWN = {"Atom", "SMS", "HTML", "PDF", "SF", "federal", "internet", "local"}


def english_parts(text, known):
    """Return the comma-separated parts of brackets in `text` whose words are all in `known`."""
    return {
        part
        for inside in BRACKETS.findall(PLACEHOLDER.sub(" ", text))
        for part in inside.split(", ")
        if (found := set(part.split()) - OWN) and found <= known and part.isascii()
    }


@each_language
def test_every_english_word_in_brackets_of_the_catalogs_is_known(language):
    known = vocabulary(language)
    own = [
        (form, f"{entry.msgid} {entry.msgid_plural}")
        for entry in [*catalog_of(language), *polib.pofile(str(CONTENT / f"{language}.po"))]
        for form in forms_of(entry)
    ]
    own += [(text, english) for english, text in glossary(language).items()]
    unknown = {
        part
        for text, english in own
        for part in english_parts(text, known)
        if f"({part})" not in english
    }
    assert unknown - GLOSSES == set()


def unmarked(html, known):
    """Return the English texts in brackets in `html` that are not marked as English."""
    page = BeautifulSoup(html, "html5lib")
    found = set()
    for text in page.find_all(string=True):
        is_shown = type(text) is NavigableString and text.parent.name not in UNMARKABLE
        if is_shown and language_of(text.parent) != "en":
            found |= english_parts(text, known)
    return found


@each_language
def test_no_page_of_the_sample_has_an_unmarked_english_word_in_brackets(client, sample, language):
    known, marked = vocabulary(language), 0
    pages = [f"/{language}/{path.format(slug=sample.slug)}" for path in PATHS]
    menu = BeautifulSoup(client.get(f"/{language}/").content, "html5lib")
    pages += [link["href"] for link in menu.select(f"nav a[href^='/{language}/']")]
    for address in set(pages):
        page = client.get(address)
        assert page["Content-Length"] == str(len(page.content))  # with the marks
        assert (address, unmarked(page.content, known)) == (address, set())
        marked += page.content.decode().count('(<span lang="en">')
        for box in BeautifulSoup(page.content, "html5lib").select("#html-copy"):
            whole = f"<html lang={language}>{box.text}"
            assert (address, unmarked(whole, known)) == (address, set())
    assert marked or language == "es"  # whose sample needs hardly any


@each_language
def test_feeds_mark_english_words_in_brackets(client, sample, language):
    known = vocabulary(language)
    feed = ElementTree.fromstring(client.get(f"/{language}/feed.atom").content)  # noqa: S314
    texts = [one.text for one in feed.iter("{http://www.w3.org/2005/Atom}content")]
    texts += [item["content_html"] for item in client.get(f"/{language}/feed.json").json()["items"]]
    assert texts
    for text in texts:
        assert unmarked(f"<html lang={language}>{text}", known) == set()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("Tshuab (machine).", 'Tshuab (<span lang="en">machine</span>).'),
        ("(lus, email)", '(lus, <span lang="en">email</span>)'),
        ("<b>(link)</b>", '<b>(<span lang="en">link</span>)</b>'),
        ("<a title='> (link)'>(x)</a>", None),
        ('<a aria-label="Qhib (link)">x</a>', None),
        ('<b title="(link)">(link)</b>', '<b title="(link)">(<span lang="en">link</span>)</b>'),
        ("<textarea>(link)</textarea>", None),
        ("<title>(link)</title>", None),
        ("<select><option>(email)</option></select>", None),
        ('<script>if (link) email("(email)")</script>', None),
        ("<style>a{color:var(link)}</style>", None),
        ("<!-- (link) -->", None),
        ('(<span lang="en">email</span>)', None),
        ("(emailka)", None),
        ("2 < 3 (waa)", None),
    ],
)
def test_words_are_marked_in_elements_only_and_once(html, expected):
    with override("hmn"):
        assert mark_glosses(html) == (expected or html)
    with override("en"):
        assert mark_glosses(html) == html


@pytest.mark.django_db
def test_the_admin_and_files_are_left_as_they_are(client, admin_of):
    page = admin_of().get("/admin/").content.decode()
    assert '(<span lang="en">' not in page
    calendar = client.get("/hmn/calendar.ics").content.decode()
    assert "<span" not in calendar


@pytest.fixture
def explained(db, django_capture_on_commit_callbacks):
    page = make.AlertPageFactory(
        slug="call", ask="Call for asylum seekers. No detention centers in our hospital."
    )

    def translate(language, ask):
        with django_capture_on_commit_callbacks(execute=True):
            translation = make.translate(page, language)
        type(translation).objects.filter(pk=translation.pk).update(ask=ask)

    return translate


@pytest.mark.parametrize(
    ("language", "ask", "marked"),
    [
        ("hmn", "Hu rau cov neeg (asylum seekers).", ["asylum seekers"]),
        ("so", "Wac (Detention centers, isbitaal).", ["Detention centers"]),
        ("so", "Wac isbitaalka (hospital).", ["hospital"]),
        ("es", "Llame por ellos (asylum seekers).", ["asylum seekers"]),
        ("es", "Llame a la clínica (hospital).", []),
        ("hmn", "Hu rau qhov (no), tsis yog (clinic).", []),
        ("so", "Wac (center).", []),
    ],
)
def test_words_of_the_english_of_the_page_are_marked_in_brackets(
    client, explained, language, ask, marked
):
    explained(language, ask)
    shown = BeautifulSoup(client.get(f"/{language}/alerts/call/").content, "html.parser")
    assert ask in shown.get_text()
    texts = [one.get_text() for one in shown.select('.ask [lang="en"]')]
    assert texts == marked
