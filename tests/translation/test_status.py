"""Tests for the translation status field."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from alerts.models import AlertPage
from home.translation import blocks, lookup
from home.translation.notes import draft_label, draft_note
from home.translation.status import BlockStatus, ShownText, TranslationStatus
from tests import factories as make

pytestmark = pytest.mark.django_db

STATUS = TranslationStatus(
    {"title": BlockStatus.OUTDATED, "body.3f2a": BlockStatus.UNTRANSLATED, "ask": BlockStatus.HELD}
)


@pytest.fixture
def somali():
    page = make.AlertPageFactory(title="English title", ask="English ask")
    page.save_revision().publish()
    return AlertPage.objects.get(pk=make.translate(page, "so").pk)


@pytest.mark.parametrize("status", [TranslationStatus(), STATUS, TranslationStatus({}, True)])
def test_a_status_can_be_stored_as_json_and_read_again(status):
    assert TranslationStatus.from_json(status.to_json()) == status


def test_an_unknown_status_is_refused():
    with pytest.raises(ValueError, match="stale"):
        TranslationStatus.from_json({"blocks": {"title": "stale"}})


def test_the_status_is_the_same_in_the_database_in_lists_and_in_revisions(somali):
    rows = AlertPage.objects.filter(pk=somali.pk)
    rows.update(translation_status=STATUS)
    page = rows.get()
    assert page.translation_status == STATUS
    assert rows.values_list("translation_status", flat=True).get() == STATUS
    assert page.save_revision().as_object().translation_status == STATUS
    page.full_clean()
    page.save()
    assert rows.get().translation_status == STATUS


def test_a_new_page_is_up_to_date():
    status = AlertPage().translation_status
    assert status == TranslationStatus()
    assert status.is_up_to_date
    assert not AlertPage._meta.get_field("translation_status").editable


def test_the_status_determines_the_language_of_each_block(somali):
    somali.translation_status = STATUS
    assert STATUS.outdated == {"title"}
    assert STATUS.mark(["summary"], BlockStatus.OUTDATED).outdated == {"title", "summary"}
    assert STATUS.outdated == {"title"}
    languages = {block: somali.block_language(block) for block in (*STATUS.blocks, "summary")}
    english = settings.LANGUAGE_CODE
    assert languages == {"title": "so", "body.3f2a": english, "ask": english, "summary": "so"}
    assert somali.is_partly_english
    assert somali.is_partly_held
    assert not somali.holds


def test_a_page_filled_by_wagtail_localize_is_pending_until_it_is_saved(somali):
    translation = lookup.translation_of(somali)
    filled = translation.source.get_ephemeral_translated_instance(
        translation.target_locale, fallback=True
    )
    assert filled.translation_status == TranslationStatus(is_pending=True)
    filled.save()
    assert not AlertPage.objects.get(pk=somali.pk).translation_status.is_pending


def test_a_page_written_by_hand_is_up_to_date(somali):
    somali.translation_status, somali.pronunciations = STATUS, {"English line": "Inglish layn"}
    somali.mark_as_written_by_hand()
    assert somali.translation_status == TranslationStatus()
    assert somali.pronunciations == {}
    assert somali.strings_published_at is somali.english_changed_at is somali.reviewed_on is None


def test_a_core_field_in_english_bars_a_first_publication(somali):
    AlertPage.objects.filter(pk=somali.pk).update(live=False)
    page = AlertPage.objects.get(pk=somali.pk)
    page.translation_status = TranslationStatus({"title": BlockStatus.UNTRANSLATED})
    with pytest.raises(ValidationError, match="First translate what readers need most: title"):
        page.save_revision().publish()


def test_contents_are_set_block_by_block(somali):
    before = blocks.contents(somali)
    blocks.set_contents(somali, before | {"title": "Cinwaan"})
    assert somali.title == "Cinwaan"
    assert blocks.contents(somali) == before | {"title": "Cinwaan"}


@pytest.mark.parametrize("drafts", [[False], [True], [True, False], [False, True]], ids=str)
def test_one_text_by_a_machine_makes_a_note_about_a_draft(drafts):
    texts = [ShownText("Erayo", "so", None, None, is_draft) for is_draft in drafts]
    assert draft_note(texts) == (draft_label() if any(drafts) else "")
