"""Tests for the sentences of the notice on translated pages."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import gettext, override

from home.models import StandardPage
from home.translation.status import BlockStatus
from tests import factories as make
from tests.support.markup import find, parse, text_of

pytestmark = pytest.mark.django_db

DAY = date(2031, 6, 3)
CHANGED_AT = datetime(2031, 6, 3, 12, tzinfo=ZoneInfo("America/Chicago"))
MACHINE = "Translated by a machine. No fluent speaker has checked it yet."
REVIEWED_MACHINE = "Translated by a machine."
EDITED = "Translated by a machine, corrected by a volunteer."
VOLUNTEER = "Translated by a volunteer."
BY = "Translator:"
UNCHECKED_EDITED = (
    "Translated by a machine, corrected by a volunteer, not yet checked by a second reader."
)
UNCHECKED = "Translated by a volunteer, not yet checked by a second reader."
REVIEWED = "Checked by a fluent speaker on %(date)s."
CHANGED = "The English version was updated on %(date)s."
OLDER = "Parts of this translation may be out of date."
PARTLY = "Parts of this page are not translated yet. You see them in English."
HELD = (
    "Some parts have only a machine translation that nobody has checked. We show them in English."
)
ALL = [
    *(MACHINE, REVIEWED_MACHINE, EDITED, VOLUNTEER, BY),
    *(UNCHECKED_EDITED, UNCHECKED),
    *(REVIEWED, CHANGED, OLDER, PARTLY, HELD),
]


@pytest.fixture
def somali(django_capture_on_commit_callbacks):
    page = make.StandardPageFactory(slug="privacy", title="Privacy")
    with django_capture_on_commit_callbacks(execute=True):
        return make.translate(page, "so")


def sentences(notice):
    """Return the messages in `ALL` whose Somali translation is in `notice`."""
    text = text_of(notice)
    found = []
    with override("so"):
        for message in sorted(ALL, key=len, reverse=True):
            translated = gettext(message)
            assert translated != message
            part = max(translated.split("%(date)s"), key=len).strip()
            if part in text:
                text = text.replace(part, "", 1)
                found.append(message)
    return found


@pytest.mark.parametrize(
    ("fields", "expected", "is_quiet"),
    [
        ({"provenance": "machine"}, [MACHINE], False),
        ({"provenance": "machine", "reviewed_on": DAY}, [REVIEWED_MACHINE, REVIEWED], True),
        ({"provenance": "edited"}, [UNCHECKED_EDITED], True),
        ({"provenance": "edited", "reviewed_on": DAY}, [EDITED, REVIEWED], True),
        ({"provenance": "volunteer"}, [UNCHECKED], True),
        ({"provenance": "volunteer", "reviewed_on": DAY}, [VOLUNTEER, REVIEWED], True),
        (
            {"provenance": "volunteer", "english_changed_at": CHANGED_AT},
            [UNCHECKED, CHANGED, OLDER],
            None,
        ),
    ],
    ids=str,
)
def test_the_notice_says_who_translated_and_who_reviewed(
    client, somali, fields, expected, is_quiet
):
    StandardPage.objects.filter(pk=somali.pk).update(**fields)
    (notice,) = find(parse(client.get("/so/privacy/")), "p", class_="notice")
    assert sorted(sentences(notice)) == sorted(expected)
    if is_quiet is not None:
        assert ("quiet" in notice.get("class").split()) == is_quiet
    (link,) = find(notice, "a")
    assert (link.get("href"), link.get("hreflang")) == ("/en/privacy/", "en")


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ({"title": "untranslated"}, [PARTLY, UNCHECKED]),
        ({"title": "held"}, [HELD, UNCHECKED]),
        ({"title": "untranslated", "body": "held"}, [PARTLY, HELD]),
        ({"title": "untranslated", "body": "untranslated"}, [PARTLY]),
    ],
    ids=str,
)
def test_the_notice_says_what_is_in_english_and_names_nobody_if_all_is(
    client, somali, states, expected
):
    page = StandardPage.objects.get(pk=somali.pk)
    for block, state in states.items():
        page.translation_status = page.translation_status.mark([block], BlockStatus(state))
    StandardPage.objects.filter(pk=page.pk).update(
        translation_status=page.translation_status, provenance="volunteer"
    )
    (notice,) = find(parse(client.get("/so/privacy/")), "p", class_="notice")
    assert sorted(sentences(notice)) == sorted(expected)


@pytest.mark.parametrize(("name", "is_named"), [("Xaliimo", True), ("", False)])
def test_a_translator_is_named_only_by_a_public_name(client, somali, user, name, is_named):
    translator = user("Editors", username="secret-account", public_name=name)
    StandardPage.objects.filter(pk=somali.pk).update(provenance="volunteer", translator=translator)
    root = parse(client.get("/so/privacy/"))
    (notice,) = find(root, "p", class_="notice")
    names = find(notice, "span", translate="no", lang="en")
    assert [text_of(one) for one in names] == [name] * is_named
    assert (BY in sentences(notice)) == is_named
    assert "secret-account" not in text_of(root)


def test_a_page_without_a_translation_has_a_notice_and_its_english_page_none(client):
    make.StandardPageFactory(slug="privacy")
    assert len(find(parse(client.get("/so/privacy/")), "p", class_="notice")) == 1
    assert not find(parse(client.get("/en/privacy/")), "p", class_="notice")
