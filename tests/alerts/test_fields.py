"""Tests for the declared kinds of fields and blocks, such as translatable and source-only."""

import pytest
from django.db import models
from django.utils import timezone
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import get_page_models
from wagtail_localize.fields import SynchronizedField, TranslatableField, get_translatable_fields
from wagtail_localize.models import OverridableSegment, StringSegment

from alerts.models import AlertIndexPage, AlertPage, ExplainerIndexPage, ExplainerPage
from home.blocks import TextBlock
from home.blocks import leaves as values_in
from home.models import HomePage, MeetingsPage, StandardPage
from home.models.base import BasePage
from tests import factories as make
from tests.support import translating
from tests.support.blocks import leaves
from tests.support.full_page import fields_of, full_page

pytestmark = pytest.mark.django_db

# Wagtail's fields: the English page decides about menus, and each page has its own schedule.
WAGTAILS = {"show_in_menus", "go_live_at", "expire_at"}
# Kinds of fields, and of blocks in StreamFields: translated (translatable), read from the English
# page (source-only), copied from the English page at each update (structure), or stored per
# translation (own). Declare the kind of a new field or block here.
EVERYWHERE = {
    "title": "translatable",
    "search_description": "translatable",
    "slug": "structure",
    "social_image": "source-only",
    "urgent_fix": "source-only",
    "provenance": "own",
    "reviewed_on": "own",
    "translator": "own",
    "translation_status": "own",
    "strings_published_at": "own",
    "english_changed_at": "own",
    "returns_with_english": "own",
    "pronunciations": "own",
}
# Blocks of every page with a StreamField for content.
CONTENT = {
    "heading": "translatable",
    "text": "translatable",
    "quote.text": "translatable",
    "quote.attribution": "translatable",
    "picture.image": "structure",
    "picture.alt_text": "translatable",
    "picture.caption": "translatable",
    "video.title": "translatable",
    "video.image": "structure",
    "video.url": "structure",
    "questions.question": "translatable",
    "questions.answer": "translatable",
    "button.label": "translatable",
    "button.page": "structure",
    "button.url": "structure",
    "document.document": "structure",
    "document.label": "translatable",
    "documents.document": "structure",
    "documents.label": "translatable",
}
SECTIONS = {
    "body": "translatable",
    **{f"body.{path}": kind for path, kind in CONTENT.items()},
    "body.explainer": "structure",
}
LISTED = dict.fromkeys(("listed_at", "listed_until", "listed_year"), "own")
MORE = {"more": "translatable", **{f"more.{path}": kind for path, kind in CONTENT.items()}}
KINDS = {
    HomePage: {
        **EVERYWHERE,
        # Home pages are siblings below the root, so each has its own slug.
        "slug": "own",
        "intro": "translatable",
        "about": "translatable",
        **MORE,
        "phone": "source-only",
        "calls_together": "source-only",
        "email": "source-only",
        "social_accounts": "source-only",
        "social_accounts.account.name": "source-only",
        "social_accounts.account.url": "source-only",
    },
    StandardPage: {**EVERYWHERE, "body": "translatable", **MORE},
    MeetingsPage: {**EVERYWHERE, "intro": "translatable"},
    AlertIndexPage: {**EVERYWHERE, "intro": "translatable"},
    ExplainerIndexPage: {**EVERYWHERE, "intro": "translatable"},
    AlertPage: {
        **EVERYWHERE,
        **LISTED,
        **SECTIONS,
        "action_type": "source-only",
        "about": "source-only",
        "ask": "translatable",
        "share_text": "translatable",
        "script": "translatable",
        "script.line": "translatable",
        "voicemail": "translatable",
        "voicemail.line": "translatable",
        "talking_points": "translatable",
        "talking_points.point": "translatable",
        "response": "translatable",
        "office_answer": "translatable",
        "outcome_text": "translatable",
        "answered_on": "source-only",
        "outcome": "source-only",
        "decided_at": "source-only",
        "follows": "source-only",
        "story": "source-only",
        "starts_at": "source-only",
        "ends_at": "source-only",
        "meeting": "source-only",
        "comments_open": "source-only",
        "office_links": "source-only",
        "explainer_links": "source-only",
    },
    ExplainerPage: {
        **EVERYWHERE,
        **LISTED,
        **SECTIONS,
        "summary": "translatable",
        "comments_open": "source-only",
        "sources": "source-only",
        "sources.source.title": "source-only",
        "sources.source.publisher": "source-only",
        "sources.source.url": "source-only",
    },
}
PAGE_CLASSES = pytest.mark.parametrize(
    "page_class", list(KINDS), ids=[model.__name__ for model in KINDS]
)


def blocks_of(page_class):
    return {
        path: block
        for name, field in fields_of(page_class).items()
        if isinstance(field, StreamField)
        for path, block in leaves(field.stream_block, name).items()
    }


def declared(page_class, kind):
    return {path for path, value in KINDS[page_class].items() if value == kind}


def test_the_page_finds_rich_texts_in_every_block_to_expand_their_links_together():
    quotes = blocks.StructBlock([("texts", blocks.ListBlock(TextBlock())), ("by", TextBlock())])
    stream = blocks.StreamBlock([("text", TextBlock()), ("quotes", quotes)])
    quoted = {"texts": ["<p>2</p>", "<p>3</p>"], "by": "<p>4</p>"}
    stored = [("text", "<p>1</p>"), ("quotes", quoted)]
    body = stream.to_python([{"type": name, "value": value} for name, value in stored])
    assert [text.source for text in values_in(body)] == [f"<p>{n}</p>" for n in range(1, 5)]


def test_every_page_class_is_declared():
    assert {model for model in get_page_models() if issubclass(model, BasePage)} == set(KINDS)


@PAGE_CLASSES
def test_every_field_and_block_is_declared_and_the_code_says_the_same(page_class):
    words, structure = set(), set()
    for field in get_translatable_fields(page_class):
        group = {TranslatableField: words, SynchronizedField: structure}[type(field)]
        group.add(field.field_name)
    kinds = {name: kind for name, kind in KINDS[page_class].items() if "." not in name}
    assert kinds == (
        dict.fromkeys(words, "translatable")
        | dict.fromkeys(structure, "structure")
        | dict.fromkeys(page_class.source_only, "source-only")
        | dict.fromkeys(page_class.own_fields, "own")
    )
    # The status is listed, so that wagtail-localize sets it to pending whenever it fills a page.
    assert set(page_class.translatable) == words - {"translation_status"}
    assert set(fields_of(page_class)) == set(kinds) - {"title", "search_description", "slug"}
    assert set(blocks_of(page_class)) == {name for name in KINDS[page_class] if "." in name}


@PAGE_CLASSES
def test_the_form_has_declared_fields_only(page_class):
    form = page_class.get_edit_handler().get_form_class()
    inputs = set(form.base_fields) | set(form.formsets)
    assert {"title", "slug"} <= inputs
    assert inputs <= set(KINDS[page_class]) | WAGTAILS | {
        "comment_notifications",
        "comments",
        "form_key",
    }


@PAGE_CLASSES
def test_translators_get_the_texts_of_translatable_fields_only(page_class):
    page = full_page(page_class)
    source = make.submit(page, "so").source
    strings = {text for _segment, text in translating.strings(make.submit(page, "so"))}
    streams = {path.split(".")[0] for path in blocks_of(page_class)}
    assert strings == declared(page_class, "translatable") - streams
    assert not OverridableSegment.objects.filter(source=source).exists()


@PAGE_CLASSES
def test_no_source_only_field_is_copied_to_a_translation(
    page_class, django_capture_on_commit_callbacks
):
    page = full_page(page_class)
    source_only = [name for name in declared(page_class, "source-only") if "." not in name]
    assert source_only
    for _time in ("first", "later"):
        with django_capture_on_commit_callbacks(execute=True):
            somali = make.translate(page, "so")
        for stored in (
            page_class.objects.get(pk=somali.pk),
            somali.get_latest_revision_as_object(),
        ):
            assert stored.title == "[so] title"
            for name in source_only:
                assert not is_set(stored, name), name
        page.search_description = "changed"
        page.save_revision().publish()


def is_set(page, name):
    if name.endswith("_links"):
        return bool(getattr(page, name).all())
    field = page._meta.get_field(name)
    held = field.value_from_object(page)
    if isinstance(field, models.BooleanField):
        return held != field.default
    return bool(held)


def test_structure_follows_the_english_page(django_capture_on_commit_callbacks):
    page = full_page(AlertPage)
    with django_capture_on_commit_callbacks(execute=True):
        somali = make.translate(page, "so")
    assert somali.slug == "some-slug"
    picture = make.ImageFactory()
    page.slug = "another-slug"
    blocks_by_type = {block.block_type: block for block in page.body}
    blocks_by_type["picture"].value["image"] = picture
    page.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        somali = make.translate(page, "so")
    assert somali.slug == "another-slug"
    shown = {block.block_type: block.value for block in somali.body}["picture"]
    assert shown["image"] == picture
    assert shown["alt_text"] == "[so] body.picture.alt_text"


def test_source_only_values_never_become_strings_to_translate():
    page = full_page(AlertPage)
    make.submit(page, "so")
    make.submit(full_page(HomePage), "so")
    texts = list(StringSegment.objects.values_list("string__data", flat=True))
    assert texts
    for marker in ("651", "some-slug", "https://", "@", str(timezone.now().year)):
        assert not [text for text in texts if marker in text]
