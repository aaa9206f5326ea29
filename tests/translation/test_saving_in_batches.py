"""Tests that compare translations saved in batches and one by one."""

import pytest
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import StringTranslation
from wagtail_localize.strings import StringValue

from home.translation import batches, provenance
from home.translation.strings.lookup import readable, storable
from home.translation.strings.services import save_translation
from tests.support.whole_language import begin_pages, translation_in_somali

pytestmark = pytest.mark.django_db


def machine_made(item):
    save_translation(item, "Mashiin", by_machine=True, tool="deepl")


def from_memory(item):
    save_translation(item, "Mashiin", by_machine=True, tool=provenance.MEMORY)


def edited(item):
    machine_made(item)
    save_translation(item, "Waa la saxay")


def wrong(item):
    save_translation(item, "Khalad")
    StringTranslation.objects.update(has_error=True, field_error="Too long.")


BEFORE = [lambda item: None, lambda item: save_translation(item, "Hore"), machine_made, from_memory]


@pytest.mark.parametrize("by_machine", [False, True])
@pytest.mark.parametrize(
    "text", ["Mashiin", "Cusub <b> & kale", "Laba\nsadar", "Laba\x1f\x0bsadar"]
)
@pytest.mark.parametrize("before", [*BEFORE, edited, wrong])
def test_a_batch_stores_what_saving_one_by_one_stores(before, text, by_machine):
    fields = [
        "data",
        "translation_type",
        "tool_name",
        "last_translated_by",
        "has_error",
        "field_error",
    ]
    begin_pages(1, 0)
    results = []
    for save_in_batch in (False, True):
        StringTranslation.objects.all().delete()
        before(translation_in_somali("English page 0"))
        item = translation_in_somali("English page 0")
        start = timezone.now()
        if save_in_batch:
            change = batches.TranslationChange.of(item, text)
            assert batches.save([change], by_machine=by_machine) == ([], [])
        else:
            save_translation(item, text, by_machine=by_machine)
        row = StringTranslation.objects.get()
        assert row.updated_at >= start
        assert (item.text, item.stored) == (item.cleaned(text), row)
        page = Page.objects.get(translation_key=row.context.object_id, locale=row.locale)
        results.append([*(getattr(row, name) for name in fields), page.draft_title])
    assert results[0] == results[1]


@pytest.mark.parametrize(
    "text", ["Eray", "'Eray' \"kale\" © \xa0ñ", "a < b", "a & b", "a > b", "Laba\nsadar", "&amp;"]
)
def test_texts_without_markup_are_stored_as_wagtail_localize_stores_them(text):
    assert storable(text, False) == StringValue.from_plaintext(text).data
    assert storable(text, True) == StringValue.from_translated_html(text).data
    stored = storable(text, False)
    assert readable(stored, False) == StringValue(stored).render_text() == text
