"""Tests that edits without new words leave every translation current."""

import re

import pytest
from django.utils.html import strip_tags
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation import blocks, review, sync
from home.translation.strings.lookup import (
    translatable_strings,
)
from home.translation.strings.services import save_pronunciation, save_translation
from tests import factories as make
from tests.support.campaign import LANGUAGES
from tests.support.random_edits import RandomEdits, write_alert

pytestmark = pytest.mark.django_db
EDITS = 25
QUICK = [0]
AUDIT = [pytest.param(seed, marks=pytest.mark.audit) for seed in range(1, 21)]  # 500 edits


def translate(page, language):
    """Translate and publish the alert `page`. Return wagtail-localize's `Translation`."""
    translation = sync.start_translation(page, Locale.objects.get(language_code=language))
    for string in translatable_strings(translation):
        save_translation(string, f"[{language}] {string.english}")
        if string.is_spoken:
            save_pronunciation(string, f"sound of {string.english}")
    review.publish(translation.get_target_instance(), make.user())
    return translation


def text_of(page):
    """Return the text of all translatable blocks of `page`, without tags."""
    leaves = []

    def collect(value):
        if isinstance(value, dict):
            for name, inner in value.items():
                if name not in ("id", "type"):
                    collect(inner)
        elif isinstance(value, str):
            leaves.append(strip_tags(value.replace("</p>", "\n").replace("</li>", "\n")))

    for content in blocks.contents(page).values():
        collect(content)
    return "\n".join(leaves)


def check(language, translation, english):
    target = translation.get_target_instance()
    assert target.live
    assert dict(target.translation_status.blocks) == {}
    assert target.english_changed_at is None
    found = re.findall(rf"(\[{language}\] )?English", text_of(target))
    assert all(found), "English in between"
    assert len(found) == text_of(english).count("English"), "words are missing"
    structure = {
        name: value["type"]
        for name, value in blocks.contents(english).items()
        if isinstance(value, dict)
    }
    assert structure == {
        name: value["type"]
        for name, value in blocks.contents(target).items()
        if isinstance(value, dict)
    }
    for name in ("script", "voicemail"):
        for line in getattr(english, name):
            assert target.pronunciations.get(line.value), f"no pronunciation of {line.value!r}"


@pytest.mark.parametrize("seed", [*QUICK, *AUDIT])
def test_random_edits_without_new_words_leave_every_translation_current(client, seed):
    page = write_alert()
    translations = {language: translate(page, language) for language in LANGUAGES}
    edits, kept, done = RandomEdits(page, seed), set(), []
    for _ in range(EDITS):
        done.append(edits.edit())
        try:
            english = AlertPage.objects.get(pk=page.pk)
            for language, translation in translations.items():
                translation.refresh_from_db()
                check(language, translation, english)
                assert all(string.is_done for string in translatable_strings(translation))
            rows = set(StringTranslation.objects.values_list("pk", flat=True))
            assert kept <= rows, "words are lost"
            kept = rows
        except AssertionError as error:
            error.add_note(f"seed {seed}, after: {', '.join(done)}")
            raise
    for language in LANGUAGES:
        shown = client.get(translations[language].get_target_instance().get_absolute_url())
        assert shown.status_code == 200
