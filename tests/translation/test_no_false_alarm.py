"""Tests for edits of the English that do not change its words."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation import blocks, review, sync, wording
from home.translation.strings.lookup import (
    translatable_strings,
)
from home.translation.strings.services import save_pronunciation, save_translation
from home.translation.teamwork.versions import versions_of
from tests import factories as make
from tests.support.campaign import LANGUAGES
from tests.support.random_edits import RandomEdits, write_alert

pytestmark = pytest.mark.django_db
EDITS = 25
QUICK = [0]
AUDIT = [pytest.param(seed, marks=pytest.mark.audit) for seed in range(1, 21)]  # 500 edits


def translate(page, language):
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


# Single edits, with and without new words


def change(page, **fields):
    page = AlertPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def outdated(translation):
    return dict(translation.get_target_instance().translation_status.blocks)


@pytest.mark.parametrize(
    "response",
    [
        '<p>English response: <a href="tel:+16125550100">call</a> to us.</p>',
        '<p>English response: <a href="tel:+16125550100">write</a> to all of us.</p>',
        '<p>English <a href="/new">response</a>: <a href="tel:+16125550100">write</a> to us.</p>',
        "<p>English response, write to us.</p>",
    ],
    ids=["word in a link", "more words", "another link", "comma"],
)
def test_new_words_and_new_links_still_make_a_translation_outdated(response):
    page = write_alert()
    translation = translate(page, "so")
    change(page, response=response)
    assert outdated(translation) == {"response": "outdated"}


def test_a_change_of_format_keeps_the_review_and_the_author():
    page = write_alert()
    translation, reviewer = translate(page, "so"), make.user()
    StringTranslation.objects.update(last_translated_by=reviewer)
    review.mark_reviewed(translation.get_target_instance(), by=make.user())
    change(page, response=page.response.replace("English", "<b>English</b>"))
    target = translation.get_target_instance()
    assert target.reviewed_on
    carried = StringTranslation.objects.latest("pk")
    assert "<b>" in carried.translation_of.data
    assert carried.last_translated_by == reviewer


def test_an_unpublished_correction_stays_unpublished_and_makes_no_alarm():
    page = write_alert()
    translation = translate(page, "so")
    string = next(one for one in translatable_strings(translation) if "response" in one.english)
    save_translation(string, '[so] Corrected <a id="a1">so</a>')
    change(page, response=page.response.replace("English", "<i>English</i>"))
    target = translation.get_target_instance()
    assert outdated(translation) == {}
    assert "Corrected" not in target.response
    review.publish(target, make.user())
    assert "Corrected" in translation.get_target_instance().response


@pytest.mark.parametrize(("word", "expected"), [("English", {}), ("New", {"response": "outdated"})])
def test_a_translation_by_hand_is_outdated_by_words_only(word, expected):
    page = write_alert()
    translation = translate(page, "so")
    translation.enabled = False
    translation.save()
    change(page, response=page.response.replace("English", f"<b>{word}</b>"))
    assert outdated(translation) == expected


def test_the_number_of_queries_does_not_grow_with_the_strings():
    counts = []
    for number in (2, 20):
        page = make.AlertPageFactory(
            slug=f"call-{number}",
            talking_points=[("point", f"English point {one}") for one in range(number)],
        )
        page.save_revision().publish()
        translation = translate(page, "so")
        points = [
            dict(block) for block in AlertPage.objects.get(pk=page.pk).talking_points.raw_data
        ]
        for block in points:
            block["value"] = f"{block['value']} "
        page.talking_points = points
        page.save()
        source = translation.source
        source.update_from_db()
        with CaptureQueriesContext(connection) as queries:
            wording.carry_translations(source)
        counts.append(len(queries))
    assert counts[0] == counts[1] > 2


# Translations that follow a change of format


def response_of(translation):
    return next(one for one in translatable_strings(translation) if "response" in one.english)


def test_a_draft_from_memory_does_not_prevent_the_publication_of_the_english():
    page = write_alert()
    translation = translate(page, "so")
    bold = page.response.replace("English", "<b>English</b>")
    change(page, response=bold)
    drafts = StringTranslation.objects.filter(pk=response_of(translation).stored.pk)
    drafts.update(has_error=True, tool_name="memory")
    change(page, response=bold, title="New title")
    assert AlertPage.objects.get(pk=page.pk).title == "New title"
    assert drafts.get().has_error


def test_a_correction_stays_when_the_format_becomes_what_it_was():
    page = write_alert()
    translation = translate(page, "so")
    plain = page.response
    change(page, response=plain.replace("English", "<b>English</b>"))
    save_translation(response_of(translation), '[so] English corrected <a id="a1">so</a>')
    review.publish(translation.get_target_instance(), make.user())
    change(page, response=plain)
    assert "corrected" in translation.get_target_instance().response
    assert "corrected" in response_of(translation).text


def test_a_change_of_format_keeps_the_history():
    page = write_alert()
    translation, writer = translate(page, "so"), make.user()
    save_translation(response_of(translation), '[so] Second <a id="a1">so</a>', user=writer)
    change(page, response=page.response.replace("English", "<b>English</b>"))
    found = versions_of(response_of(translation).ids, translation.target_locale_id)
    assert len(found) == 2
    assert "Second" in found[0].data
    assert found[0].saved_by == writer
    assert "English response" in found[1].data
