"""Tests for the translations of equal English strings after a change of format."""

import json

import pytest
from django.urls import reverse

from alerts.models import AlertPage
from home.translation import review
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support import by_link

pytestmark = pytest.mark.django_db
SOMALI = "Translators (Soomaali)"
TEXT = "<p>Call now.</p><p>Bring friends.</p>"
# Ways to give “Call now.” another format.
BOLD = TEXT.replace("now", "<b>now</b>")
ITALIC = TEXT.replace("Call", "<i>Call</i>")


def begin(*texts, **fields):
    body = [("text", text) for text in texts]
    return by_link.begin(slug="call", title="March", ask="Ask", body=body, **fields)


def words(string):
    return string.english.replace("<b>", "").replace("</b>", "").replace("<i>", "").replace(
        "</i>", ""
    )  # fmt: skip


def write(translation, *calls):
    """Translate and publish all strings, and “Call now.” as `calls` in the order of the page."""
    calls = iter(calls)
    for string in sorted(
        translatable_strings(translation), key=lambda string: string.segment.order
    ):
        text = next(calls) if words(string) == "Call now." else f"[so] {string.english}"
        save_translation(string, text, user=make.user())
    review.publish(translation.get_target_instance(), make.user())


def set_body(*texts, same_ids=True):
    """Publish the English alert with `texts` as the text blocks of its body."""
    page = AlertPage.objects.get(locale__language_code="en")
    if same_ids:
        for block, text in zip(page.body, texts, strict=True):
            block.value = type(block.value)(text)
    else:
        # Blocks that are inserted again have other IDs.
        page.body = [("text", text) for text in texts]
    page.save_revision().publish()


def calls_of(translation):
    strings = sorted(translatable_strings(translation), key=lambda string: string.segment.order)
    translation.source.refresh_from_db()
    return [string.text for string in strings if words(string) == "Call now."]


def delete(client, translation):
    page = translation.get_target_instance()
    (string,) = [one for one in translatable_strings(translation) if words(one) == "Call now."]
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(url, {f"{string.key}-text": "", "action": "save"})
    assert calls_of(translation) == [""]


@pytest.mark.parametrize("same_ids", [True, False], ids=["format", "inserted again"])
@pytest.mark.parametrize("text", [TEXT, ITALIC, BOLD.replace("Bring", "<i>Bring</i>")])
def test_a_deleted_translation_does_not_return_when_the_english_changes(admin_of, same_ids, text):
    translation = begin(TEXT)
    write(translation, "Hadda wac.")
    set_body(BOLD)
    assert calls_of(translation) == ["Hadda wac."]
    delete(admin_of(SOMALI), translation)
    set_body(text, same_ids=same_ids)
    assert calls_of(translation) == [""]


def test_a_translation_that_is_written_after_a_deletion_is_carried(admin_of):
    translation = begin(TEXT)
    write(translation, "Hadda wac.")
    set_body(BOLD)
    delete(admin_of(SOMALI), translation)
    write(translation, "Wac hadda.")
    set_body(ITALIC)
    assert calls_of(translation) == ["Wac hadda."]


TWICE = pytest.mark.parametrize(
    "texts",
    [(BOLD, BOLD), (BOLD, TEXT), (TEXT, ITALIC), (BOLD, ITALIC)],
    ids=["both", "first", "second", "each another"],
)


@TWICE
def test_the_same_words_in_two_blocks_keep_their_translations(texts):
    translation = begin(TEXT, TEXT)
    write(translation, "Hadda wac.", "Wac hadda.")
    set_body(*texts)
    assert calls_of(translation) == ["Hadda wac.", "Wac hadda."]
    set_body(TEXT, TEXT)
    assert calls_of(translation) == ["Hadda wac.", "Wac hadda."]


@TWICE
def test_the_same_words_in_two_blocks_keep_their_translations_if_both_are_inserted_again(texts):
    translation = begin(TEXT, TEXT)
    write(translation, "Hadda wac.", "Wac hadda.")
    set_body(*texts, same_ids=False)
    assert calls_of(translation) == ["Hadda wac.", "Wac hadda."]


def test_a_block_that_is_inserted_again_gets_its_own_translation_and_not_that_of_its_twin():
    translation = begin(TEXT, TEXT)
    write(translation, "Hadda wac.", "Wac hadda.")
    page = AlertPage.objects.get(locale__language_code="en")
    first, second = page.body.get_prep_value()
    page.body = json.dumps([{key: first[key] for key in ("type", "value")}, second])
    page.save_revision().publish()
    assert calls_of(translation) == ["Hadda wac.", "Wac hadda."]


def test_the_same_words_twice_in_one_text_keep_their_translations():
    translation = begin("<p>Call <b>now</b>.</p><p>Call now.</p>")
    write(translation, "<b>Hadda</b> wac.", "Wac hadda.")
    set_body("<p><i>Call</i> now.</p><p>Call now.</p>")
    assert calls_of(translation) == ["<b>Hadda</b> wac.", "Wac hadda."]


def test_a_copy_of_a_block_gets_the_translation_of_the_original():
    translation = begin(TEXT)
    write(translation, "Hadda wac.")
    set_body(TEXT, BOLD, same_ids=False)
    assert calls_of(translation) == ["Hadda wac.", "Hadda wac."]


def test_a_copy_gets_the_newest_translation_of_its_words():
    translation = begin(TEXT, BOLD)
    write(translation, "Hadda wac.", "Wac hadda.")
    page = AlertPage.objects.get(locale__language_code="en")
    page.body.append(("text", ITALIC))
    page.save_revision().publish()
    assert calls_of(translation) == ["Hadda wac.", "Wac hadda.", "Wac hadda."]
