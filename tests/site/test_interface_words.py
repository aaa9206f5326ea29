"""Tests for interface messages: Hmong spelling, glossary terms and unmarked text."""

import csv

import pytest
from django.template.loader import get_template

from tests.support import words
from tests.support.words import entry

# Two-syllable Hmong words that are written as one word, names, and English loanwords.
BORROWED = {
    *("askiv", "lossis"),
    *("central", "time", "governor", "tty", "minnesota"),
    *("monday", "friday", "pdf"),
    *("a-number", "app", "b", "computer", "email"),
}
# (Message, term) pairs whose translations lack the glossary's term, each with the reason.
OTHERWISE = {
    "es": {},
    "so": {
        ("Sample page. Please do not call.", "call"): "“ha wicin” is how “wac” forbids",
        (
            "This alert is over. Please do not call about it any more. What follows is a record.",
            "call",
        ): "“ha wicin” is how “wac” forbids",
        (
            "This alert is over. Please do not call about it any more. Nothing was saved.",
            "call",
        ): "“ha wicin” is how “wac” forbids",
        (
            "You don't have to say anything about your immigration status.",
            "immigration",
        ): "“sharcigaaga joogitaanka”: “socdaal” alone is travel",
    },
    "hmn": {
        ("Call", "call"): "a short button before the number: “hu”",
        (
            "Machine translation, not checked yet.",
            "machine translation",
        ): "the English word stands inside the term",
        (
            "Some parts have only a machine translation that nobody has checked. We show them in English.",
            "machine translation",
        ): "the English word stands inside the term",
    },
}
# Templates and their text that only programs read.
FOR_MACHINES = {
    "alerts/alert_page.html": {"article"},  # og:type
    "alerts/explainer_page.html": {"article"},
}


# Hmong spelling


@pytest.mark.parametrize(
    "word",
    # Hmong words with all onsets, vowels and tones.
    [
        "hmoob",
        "lus",
        "ntawv",
        "tshawb",
        "nplooj",
        "txhais",
        "xyoo",
        "npe",
        "hu",
        "dawb",
        "ntxov",
        "nyeem",
        "hnub",
        "nws",
        "pom",
        "plaub",
        "cai",
        "yog",
        "tus",
        "hlis",
        "dhau",
        "ntshai",
        "ib",
        "ua",
        "hnyav",
        "hmlos",
        "mloog",
        "qhib",
        "nqe",
        "rooj",
        "kwv",
        "yeeb",
        "tod",
        "ntsib",
    ],
)
def test_a_hmong_syllable_is_known(word):
    assert words.not_rpa([entry("English", word.capitalize())]) == []


@pytest.mark.parametrize(
    "word",
    ["Hmong", "Somali", "bill", "gus", "jaw", "tsaugb", "ntsph", "señor", "txhaiz", "nfab", "hpe"],
)
def test_a_word_that_cannot_be_hmong_is_found(word):
    assert words.not_rpa([entry("English", f"Nyeem {word} no.")])


def test_an_english_word_of_the_message_may_follow_in_brackets():
    message = "Open the account"
    assert words.not_rpa([entry(message, "Qhib as khauj (account)")]) == []
    assert words.not_rpa([entry(message, "Qhib account")])
    assert words.not_rpa([entry(message, "Qhib as khauj (acount)")])
    assert words.not_rpa([entry(message, "Qhib account")], borrowed={"account"}) == []


def test_placeholders_and_tags_are_no_words():
    assert words.not_rpa([entry("English", "%(number)s {date} <strong>nyeem</strong>")]) == []


def test_the_hmong_of_the_interface_can_be_read():
    catalog = words.catalog_of("hmn")
    # English messages are checked by another test.
    english = words.left_in_english(catalog)
    translated = [message for message in catalog if message.msgid not in english]
    assert words.not_rpa(translated, BORROWED) == []


def test_no_borrowed_word_is_listed_that_could_be_hmong():
    assert [word for word in BORROWED if words.RPA_SYLLABLE.fullmatch(word)] == []


# Glossary terms


@pytest.mark.parametrize(
    ("language", "english", "good", "bad"),
    [
        ("es", "Your comments", "Sus comentarios", "Sus observaciones"),
        ("es", "Nobody commented", "Nadie ha comentado", "Nadie escribió"),
        ("es", "Call us", "Llámenos", "Telefonee"),
        ("so", "Your comment", "Faalladaada", "Fikraddaada"),
        ("so", "Action alerts", "Baaqyada degdegga ah", "Digniin"),
        ("so", "Central Time", "waqtiga bartamaha", "Central Time"),
        ("hmn", "Call them", "Hu xov tooj rau lawv", "Hu rau lawv"),
        ("hmn", "MEETINGS", "Rooj sib tham", "Sib tham"),
        ("hmn", "The governor’s office", "Tus governor lub hoob kas", "Hau xeev lub hoob kas"),
    ],
)
def test_a_term_that_is_rendered_otherwise_is_found(language, english, good, bad):
    terms = words.glossary(language)
    assert words.off_glossary([entry(english, good)], terms, language) == {}
    assert words.off_glossary([entry(english, bad)], terms, language)


@pytest.mark.parametrize("english", ["callous", "recall", "commentary"])
def test_a_word_that_only_looks_like_a_term_is_none(english):
    terms = {"call": "wac", "comment": "faallo"}
    assert words.off_glossary([entry(english, "x")], terms, "so") == {}


def test_a_longer_term_goes_before_the_shorter_that_it_contains():
    terms = {"action alert": "baaq degdeg ah", "alert": "digniin"}
    assert words.off_glossary([entry("Action alerts", "Baaqyo degdeg ah")], terms, "so") == {}
    both = entry("Action alerts: an alert", "Baaqyo degdeg ah")
    assert list(words.off_glossary([both], terms, "so")) == [(both.msgid, "alert")]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_interface_renders_each_term_as_the_glossary_does(language):
    found = words.off_glossary(words.catalog_of(language), words.glossary(language), language)
    allowed = OTHERWISE.get(language, {})
    assert [line for key, line in found.items() if key not in allowed] == []
    assert allowed.keys() - found.keys() == set(), "no exception is needed any more"


def test_the_glossary_is_complete():
    with words.GLOSSARY.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {"en", *words.LANGUAGES, "note"}
    terms = [row["en"].casefold() for row in rows]
    assert len(terms) == len(set(terms)) > 30
    wrong = [row["en"] for row in rows for code in words.LANGUAGES if not row[code].strip()]
    assert wrong == []
    assert "(?)" not in words.GLOSSARY.read_text(encoding="utf-8"), "it belongs into the note"
    hmong = [entry(row["en"], row["hmn"]) for row in rows]
    assert words.not_rpa(hmong, BORROWED) == []


# Templates


@pytest.mark.parametrize(
    "template",
    [
        "<p>Unmarked</p>",
        "Unmarked",
        "<p>{% translate 'Marked' %} unmarked</p>",
        "<p>Unmarked {{ count }}</p>",
        "{% blocktranslate %}Marked{% endblocktranslate %} unmarked",
        "{% if a %}Unmarked{% endif %}",
        "<title>Unmarked</title>",
        '<img alt="Unmarked">',
        '<a title="Unmarked {{ name }}">{{ x }}</a>',
        '<nav aria-label="Unmarked"></nav>',
        '<input placeholder="Unmarked">',
        '<input type="submit" value="Unmarked">',
        '<meta name="description" content="Unmarked">',
        '<meta property="og:title" content="Unmarked">',
        '<optgroup label="Unmarked"></optgroup>',
        '<p lang="{{ code }}">Unmarked</p>',
        '<p lang="en">English</p><p>Unmarked</p>',
        '<p lang="en">English<br></p>Unmarked',
        '{{ name|default:"Unmarked" }}',
        "{{ is_over|yesno:'Unmarked,unmarked' }}",
        '{% firstof name "Unmarked" %}',
    ],
)
def test_a_text_that_is_not_marked_is_found_in_a_template(template):
    assert [text for _line, text in words.unmarked(template)] != []


@pytest.mark.parametrize(
    "template",
    [
        "<p>{% translate 'Marked' %}: {{ name }} – 4, (651) 201-3400 &nbsp;</p>",
        '<nav aria-label="{% translate "Marked" %}"></nav>',
        "{% blocktranslate count n=n %}Marked {{ n }}{% plural %}Marked{% endblocktranslate %}",
        "{% blocktrans %}<b title='x'>Marked</b>{% endblocktrans %}",
        '{{ name|default:_("Marked") }}',
        "{{ day|date:'F j' }}",
        "{# A note. #}{% comment %}A note.{% endcomment %}<!-- A note. -->",
        '<b lang="en">English</b><b translate="no">A name</b>',
        '<div class="words" id="words"><script>code()</script><style>p {}</style></div>',
        '<input type="hidden" name="form_token" value="words">',
        "{% include 'a/template.html' with parameter='page' %}",
    ],
)
def test_marked_text_passes_in_a_template(template):
    assert words.unmarked(template) == []


def test_an_unmarked_text_is_reported_with_its_line():
    template = "{% blocktranslate %}\nMarked\n{% endblocktranslate %}\n<p>\n  Unmarked\n</p>"
    assert words.unmarked(template) == [(5, "Unmarked")]


@pytest.mark.parametrize("name", words.reader_templates())
def test_every_text_in_a_template_is_marked_for_translation(name):
    with open(get_template(name).origin.name, encoding="utf-8") as file:
        found = words.unmarked(file.read())
    machines = FOR_MACHINES.get(name, set())
    wrong = [f"{name}, line {line}: “{text}”" for line, text in found if text not in machines]
    assert wrong == [], "put it into {% translate %}, or mark its language by lang or translate=no"
