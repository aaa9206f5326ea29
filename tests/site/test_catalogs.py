"""Tests for the catalogs of translated interface messages."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import django
import polib
import pytest
from django.conf import settings
from django.utils import dates
from django.utils.translation import override

from alerts.comments.reader.forms import CommentForm
from home.formats import language_rules, plural_count
from tests.support import words

UNITS = dict.fromkeys(["%s KB", "%s MB"], "units are written so everywhere")
CLOCK = dict.fromkeys(["a.m.", "p.m."], "the clock time is repeated as in English")
WEEKDAYS = dict.fromkeys(
    map(str, dates.WEEKDAYS.values()),
    "sources number the Hmong weekdays from Sunday and from Monday",
)


def same_as_english(language):
    """Return a dict of messages to reasons, for messages that may be the same as in English."""
    rules = language_rules(language)
    same = UNITS
    if rules.REPEATS_TIME_IN_ENGLISH:
        same = same | CLOCK
    if rules.KEEPS_ENGLISH_WEEKDAYS:
        same = same | WEEKDAYS
    return same


@pytest.fixture(params=words.LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def catalog(language):
    return words.catalog_of(language)


def entry(msgid, *forms, plural="", **fields):
    """Return a catalog entry. `forms` are the translations, one for each plural form."""
    if plural:
        fields |= {"msgid_plural": plural, "msgstr_plural": dict(enumerate(forms))}
    else:
        fields["msgstr"] = forms[0]
    return polib.POEntry(msgid=msgid, **fields)


# Rules


@pytest.mark.parametrize(
    "wrong",
    [
        entry("Send", ""),
        entry("Send", " "),
        entry("%(n)s comment", "%(n)s faallo", "", plural="%(n)s comments"),
        entry("Send", "Dir", flags=["fuzzy"]),
        entry("Send", "Dir", obsolete=True),
    ],
)
def test_an_unfinished_message_is_found(wrong):
    assert words.unfinished([wrong])
    assert words.unfinished([entry("Call", "Wac"), entry("%(n)s x", "a", "b", plural="y")]) == []


@pytest.mark.parametrize(
    ("english", "good", "bad"),
    [
        ("Until %(day)s", "Ilaa %(day)s", "Ilaa %(maalin)s"),
        ("Until %(day)s", "Ilaa %(day)s", "Ilaa"),
        ("Until %(day)s", "Ilaa %(day)s", "Ilaa %(day)d"),
        ("Until", "Ilaa", "Ilaa %(day)s"),
        ("%s KB", "KB %s", "KB"),
        ("100%% of %s", "%s 100%%", "%s 100"),
        ("From {start} to {end}", "{end} ka {start}", "{start} ka {start}"),
        ("At {time:%H}", "{time:%H}", "{time}"),
        ("<b>Call</b> now", "Hadda <b>wac</b>", "Hadda wac"),
        ("<b>Call</b> now", "Hadda <b>wac</b>", "Hadda <b>wac<b>"),
        ('<a href="/x">Call</a>', '<a href="/x">Wac</a>', '<a href="/y">Wac</a>'),
        ("One<br>two", "Kow<br>laba", "Kow<br><br>laba"),
    ],
)
def test_a_broken_placeholder_or_tag_is_found(english, good, bad):
    assert words.with_broken_placeholders([entry(english, good)]) == []
    assert words.with_broken_placeholders([entry(english, bad)])
    assert words.with_broken_placeholders([entry(english, good, bad, plural=english)])


def test_each_plural_may_have_the_placeholders_of_the_one_or_of_the_many():
    one_or_many = entry("One comment", "Hal faallo", "%(n)s faallo", plural="%(n)s comments")
    assert words.with_broken_placeholders([one_or_many]) == []


@pytest.mark.parametrize("form", ["Call us", "call us", "Call us!", " Call  us "])
def test_a_message_left_in_english_is_found(form):
    assert words.left_in_english([entry("Call us", form)]) == {"Call us"}
    several = entry("Call us", "Na soo wac", form, plural="Call us")
    assert words.left_in_english([several]) == {"Call us"}


def test_a_message_that_is_translated_or_has_no_words_is_not_left_in_english():
    fine = [entry("Call us", "Na soo wac"), entry("%(a)s – %(b)s", "%(a)s – %(b)s")]
    assert words.left_in_english(fine) == set()


# Catalogs


def test_no_message_is_missing_fuzzy_or_obsolete(catalog):
    assert len(catalog) > 100
    assert words.unfinished(catalog) == []


def test_a_translation_has_the_placeholders_and_tags_of_its_message(catalog):
    assert words.with_broken_placeholders(catalog) == []


def test_a_translation_is_not_its_english(catalog, language):
    assert words.left_in_english(catalog) == set(same_as_english(language))


needs_gettext = pytest.mark.skipif(
    not shutil.which("xgettext"), reason="`make messages` needs gettext"
)
# A language that Django does not know, without plurals, reviewed on a day.
ONE_FORM = "nplurals=1; plural=0;"
WITH_KAREN = """
from django.conf.locale import LANG_INFO
from config.settings.test import *
LANG_INFO["kar"] = {"bidi": False, "code": "kar", "name": "Karen", "name_local": "Karen"}
LANGUAGES = [*LANGUAGES, ("kar", "Karen")]
INTERFACE_REVIEWED_ON = {"kar": "2026-11-01"}
"""


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Update a copy of the catalogs with one more language, Karen, and return its folder."""
    copy = tmp_path_factory.mktemp("copy")
    for name in ("alerts", "home", "locale", "site", "templates"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(settings.BASE_DIR / name, copy / name, ignore=ignored)
    shutil.copy(settings.BASE_DIR / "manage.py", copy)
    (copy / "with_karen.py").write_text(WITH_KAREN)
    (copy / "home" / "formats" / "kar").mkdir()
    (copy / "home" / "formats" / "kar" / "formats.py").write_text(f'PLURAL_FORMS = "{ONE_FORM}"\n')
    subprocess.run(
        [sys.executable, "manage.py", "updatecatalogs"],
        cwd=copy,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "with_karen"},
        check=True,
    )
    return copy / "locale"


@needs_gettext
def test_make_messages_finds_no_message_that_the_catalog_does_not_have(
    catalog, language, collected
):
    path = collected / language / "LC_MESSAGES" / "django.po"
    in_code = {(entry.msgid, entry.msgctxt) for entry in polib.pofile(str(path))}
    in_catalog = {(entry.msgid, entry.msgctxt) for entry in catalog}
    assert in_code - in_catalog == set(), "not collected yet: run `make messages` and translate"
    assert in_catalog - in_code == set(), "not used any more: run `make messages`"
    assert path.read_text() == words.path_of(language).read_text(), "run `make messages`"


@needs_gettext
def test_make_messages_gives_a_new_language_its_own_number_of_plurals(collected):
    catalog = polib.pofile(str(collected / "kar" / "LC_MESSAGES" / "django.po"))
    assert catalog.metadata["Plural-Forms"] == ONE_FORM
    assert {tuple(entry.msgstr_plural) for entry in catalog if entry.msgid_plural} == {(0,)}
    assert catalog.header == "Reviewed by a fluent reader on 2026-11-01."


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
    catalog = words.catalog_of(language)
    header = catalog.metadata["Plural-Forms"]
    assert f"nplurals={number};" in header
    plural = gettext.c2py(re.search(r"plural=(.+?);", header)[1])
    for n in (0, 1, 2, 3, 11, 100, 1_000_000, 1_000_001, 2_000_000):
        assert plural(n) == rule(n), n


def test_a_message_has_as_many_plurals_as_the_formats_of_the_language_say(catalog, language):
    rule = language_rules(language).PLURAL_FORMS
    assert catalog.metadata["Plural-Forms"] == rule
    forms = list(range(plural_count(rule)))
    assert [e.msgid for e in catalog if e.msgid_plural and sorted(e.msgstr_plural) != forms] == []


LIMITS = {"limit_value": 3, "show_value": 5}


def form_messages():
    """Yield the error messages of the comment form's fields, with their placeholders."""
    for field in CommentForm(source=None, language="en").fields.values():
        yield from field.error_messages.values()
        own = {
            check.message for check in field.validators if check.code not in field.error_messages
        }
        yield from own


def test_form_errors_of_django_are_in_our_own_catalog(catalog, language):
    # Django's own Spanish is less plain.
    values = defaultdict(int, LIMITS)
    ours = {form % values for entry in catalog for form in words.forms_of(entry) if form}
    with override(language):
        missing = {str(message % LIMITS) for message in form_messages()} - ours
    assert missing == set()
