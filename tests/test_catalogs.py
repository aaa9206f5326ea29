"""The interface's messages in Spanish, Somali and Hmong, as the catalogs have them."""

import gettext
import re
from collections import defaultdict
from pathlib import Path

import django
import polib
import pytest
from django.conf import settings
from django.utils import dates
from django.utils.translation import override

from alerts.comments.forms import CommentForm

LANGUAGES = ("es", "so", "hmn")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}")
# What is rightly written as in English.
WEEKDAYS = {str(name) for name in dates.WEEKDAYS.values()}
SAME_AS_ENGLISH = {
    "es": {"%s KB", "%s MB"},
    "so": {"%s KB", "%s MB", "a.m.", "p.m."},
    # Sources number the Hmong weekdays from Sunday and from Monday: the English ones stay.
    "hmn": {"%s KB", "%s MB", "a.m.", "p.m."} | WEEKDAYS,
}


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


def path_of(language):
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


@pytest.fixture
def catalog(language):
    return polib.pofile(str(path_of(language)))


def forms_of(entry):
    """Each translated form of an entry: one, or one for each plural."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_no_message_is_missing_fuzzy_or_obsolete(catalog):
    assert len(catalog) > 100
    assert [entry.msgid for entry in catalog if not all(forms_of(entry))] == []
    assert [entry.msgid for entry in catalog.fuzzy_entries()] == []
    assert [entry.msgid for entry in catalog.obsolete_entries()] == []


def test_a_translation_has_the_placeholders_of_its_message(catalog):
    wrong = []
    for entry in catalog:
        wanted = {
            tuple(sorted(PLACEHOLDER.findall(text)))
            for text in (entry.msgid, entry.msgid_plural)
            if text
        }
        wrong += [
            (entry.msgid, form)
            for form in forms_of(entry)
            if tuple(sorted(PLACEHOLDER.findall(form))) not in wanted
        ]
    assert wrong == []


def test_a_translation_is_not_its_english(catalog, language):
    same = {
        entry.msgid
        for entry in catalog
        if {entry.msgid, entry.msgid_plural} & set(forms_of(entry)) - {""}
    }
    assert same == SAME_AS_ENGLISH[language]


@pytest.mark.parametrize(
    ("language", "number", "rule"),
    [
        ("so", 2, lambda n: int(n != 1)),
        ("hmn", 1, lambda n: 0),
        (
            "es",
            3,
            gettext.translation(
                "django", Path(django.__file__).parent / "conf" / "locale", ["es"]
            ).plural,
        ),
    ],
)
def test_plurals_follow_the_language(language, number, rule):
    catalog = polib.pofile(str(path_of(language)))
    header = catalog.metadata["Plural-Forms"]
    assert f"nplurals={number};" in header
    plural = gettext.c2py(re.search(r"plural=(.+?);", header)[1])
    for n in (0, 1, 2, 3, 11, 100, 1_000_000, 1_000_001, 2_000_000):
        assert plural(n) == rule(n), n
    wrong = [e.msgid for e in catalog if e.msgid_plural and len(e.msgstr_plural) != number]
    assert wrong == []


LIMITS = {"limit_value": 3, "show_value": 5}


def form_messages():
    """All that Django's checks of our readers' form fields can say, before `LIMITS` are put in."""
    for field in CommentForm(source=None, language="en").fields.values():
        yield from field.error_messages.values()
        yield from (check.message for check in field.validators)


def test_what_django_says_about_a_form_is_in_our_own_catalog(catalog, language):
    """In Spanish too: Django's own Spanish does not address the reader as we do."""
    values = defaultdict(int, LIMITS)
    ours = {form % values for entry in catalog for form in forms_of(entry) if form}
    with override(language):
        missing = {str(message % LIMITS) for message in form_messages()} - ours
    assert missing == set()
