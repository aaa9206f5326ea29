"""Tests for the cleaning of typed, imported and stored text."""

import json
from contextlib import suppress

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.models import StringTranslation

from alerts.comments.models import PostComment
from alerts.models import AlertPage
from home.clean_model import CleanModel, clean_stream
from home.text import clean_html, clean_line, clean_text, visible
from home.translation.models import PhraseTranslation
from home.translation.strings.lookup import fingerprint, translatable_strings
from tests import factories as make
from tests.support import by_link, exchange, translating
from tests.support.dirty import DIRT_IN_JSON
from tests.support.reader_form import form_address, write

pytestmark = pytest.mark.django_db

# Characters that are removed: from single-line text, and from multi-line text.
GOES = {
    "unit separator": "\x1f",
    "escape": "\x1b",
    "delete": "\x7f",
    "next line": "\x85",
    "byte order mark": "\ufeff",
    "no character": "\ufffe",
    "no character in a further plane": "\U0001ffff",
    "half of a character": "\ud83d",
    "override of direction": "\u202e",
    "isolate": "\u2066",
    "annotation": "\ufff9",
}
BREAKS = {"vertical tab": "\v", "form feed": "\f", "line separator": "\u2028", "Macintosh": "\r"}
STAYS = {
    "a joined family": "👩\u200d👧",
    "Persian": "می\u200cخواهم",
    "Arabic": "مرحبا",
    "Somali": "Waa la guulaystay",
    "combining mark": "n\u0303andu\u0301",
    "flag of a region": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "mark of direction": "a\u200f",
    "private use is left to fonts": "\ue000",
}
DIRT = "\x1f\x0b\ufeff\u202e"


@pytest.mark.parametrize("odd", GOES.values(), ids=GOES)
def test_invalid_characters_are_removed(odd):
    assert clean_text(f"a{odd}b\nc") == "ab\nc"
    assert clean_line(f"a{odd}b") == "ab"
    assert clean_html(f"<p>a{odd}b</p>") == "<p>ab</p>"
    assert visible(f"a{odd}b") == "ab"


@pytest.mark.parametrize("odd", BREAKS.values(), ids=BREAKS)
def test_every_kind_of_line_break_is_one_or_in_one_line_a_space(odd):
    assert clean_text(f"a{odd}b") == "a\nb"
    assert clean_line(f"a{odd}\tb") == "a b"


@pytest.mark.parametrize("text", STAYS.values(), ids=STAYS)
def test_characters_that_writing_needs_stay(text):
    assert clean_text(text) == clean_line(text) == text


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>a<script>b()</script></p>", "<p>a</p>"),
        ('<p onclick="b()">a</p>', "<p>a</p>"),
        ('<a href="javascript:b()">a</a>', "<a>a</a>"),
        ('<img src="https://elsewhere.example/b.png">a', "a"),
        ('<p style="position: fixed">a</p><iframe src="/b"></iframe>', "<p>a</p>"),
        ("<p>a<br/>b &amp; “c”</p><hr/>", "<p>a<br/>b &amp; “c”</p><hr/>"),
        (
            '<ul><li data-block-key="x"><a linktype="page" id="3">a</a></li></ul>',
            '<ul><li data-block-key="x"><a linktype="page" id="3">a</a></li></ul>',
        ),
    ],
)
def test_rich_text_keeps_the_tags_of_the_editor_and_no_scripts(html, left):
    assert clean_html(html) == left


# All models, including any field added later


def text_fields(model):
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField | StreamField)
        and not field.choices
        and not field.remote_field
    ]


def our_models():
    labels = {
        *("home", "alerts", "translation", "media", "people", "comments", "sharing", "calls"),
        *("operations", "publishing", "exchange", "teamwork"),
    }
    return [model for model in apps.get_models() if model._meta.app_label in labels]


# Models whose texts only code writes.
MADE_BY_CODE = {
    "comments.AskedAddress",
    "home.AddressKey",
    "home.OutgoingEmail",
    "home.RateCount",
    "home.UsedFormToken",
    "media.Rendition",
    "operations.PeriodicJob",
    "operations.Problem",
    "operations.Worker",
    "people.FactorCode",
    "publishing.PublishingFailure",
    "teamwork.EnglishNews",
    "translation.TranslationLink",
}


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_no_model_with_text_is_left_out(model):
    if text_fields(model) and model._meta.label not in MADE_BY_CODE:
        assert issubclass(model, CleanModel)


@pytest.mark.parametrize(
    "model",
    [model for model in our_models() if issubclass(model, CleanModel)],
    ids=lambda model: model._meta.label,
)
def test_every_text_of_a_model_is_clean_before_it_is_checked(model):
    instance = model()
    fields = [
        field
        for field in text_fields(model)
        if not isinstance(field, models.JSONField | StreamField) and "Phone" not in str(type(field))
    ]
    for field in fields:
        setattr(instance, field.attname, f"a{DIRT}b")
    with suppress(ValidationError):  # other fields may be invalid
        instance.full_clean()
    for field in fields:
        value = getattr(instance, field.attname)
        assert value == ("a\nb" if isinstance(field, models.TextField) else "a b"), field


def soiled(block):
    """Return a stored value for `block` with `DIRT` in each text, or None for a chooser block."""
    if isinstance(block, blocks.StructBlock):
        return {name: soiled(child) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        return [{"type": "item", "value": soiled(block.child_block), "id": "1"}]
    if isinstance(block, blocks.StreamBlock):
        return [
            {"type": name, "value": soiled(child), "id": name}
            for name, child in block.child_blocks.items()
        ]
    return None if isinstance(block, blocks.ChooserBlock) else f"a{DIRT}b"


class EverythingBlock(blocks.StreamBlock):
    group = blocks.StreamBlock([("heading", blocks.CharBlock()), ("text", blocks.RichTextBlock())])
    many = blocks.ListBlock(blocks.StructBlock([("name", blocks.CharBlock())]))


def test_every_block_of_every_page_is_cleaned_and_so_is_one_within_another():
    streams = [
        (model, field)
        for model in our_models()
        for field in model._meta.concrete_fields
        if isinstance(field, StreamField)
    ]
    assert len(streams) > 5
    for model, field in streams:
        page = model(**{field.name: json.dumps(soiled(field.stream_block))})
        with suppress(ValidationError):
            page.full_clean()
        stored = repr(getattr(page, field.name).get_prep_value())
        assert "b" in stored
        assert "\\x" not in stored
        assert "\\u" not in stored


def test_a_block_within_a_block_is_cleaned():
    block = EverythingBlock()
    stream = clean_stream(block.to_python(soiled(block)), clean_html)
    cleaned = stream.get_prep_value()
    assert cleaned[0]["value"][0]["value"] == "a b"
    assert cleaned[0]["value"][1]["value"] == "a\nb"
    assert cleaned[1]["value"][0]["value"] == {"name": "a b"}


def test_rich_text_fields_are_cleaned_of_scripts_when_they_are_saved():
    alert = make.AlertPageFactory(response="<p>a<script>b()</script></p>")
    alert.body = [("text", '<p onclick="b()">a</p>')]
    alert.save()
    alert.refresh_from_db()
    assert alert.response == "<p>a</p>"
    assert alert.body[0].value.source == "<p>a</p>"
    assert isinstance(AlertPage._meta.get_field("response"), RichTextField)


# Input paths


def test_the_editor_stores_clean_text_and_the_page_and_its_files_answer(client, admin_of):
    form = translating.alert_form(
        title=f"Call{DIRT}now",
        ask=f"Ask\nhim{DIRT}",
        script=[("line", f"Hello{DIRT}there")],
        talking_points=[("point", f"One\r\nTwo{DIRT}")],
        response=f"<p>Tell{DIRT}us</p>",
        body=[("heading", "x"), ("quote", {"text": f"We{DIRT}stay", "attribution": "y\x1f"})],
        offices=[make.office()],
        starts_at="2021-06-03 08:00",
    )
    assert translating.add_alert(admin_of("Editors"), form, publish=True).status_code == 302
    alert = AlertPage.objects.get()
    assert (alert.title, alert.ask) == ("Call now", "Ask him")
    assert alert.script[0].value == "Hello there"
    assert alert.body[1].value["text"] == "We\nstay"
    client.logout()
    for language in make.LANGUAGES:
        for name in ("", "action.ics", "repost/", "flyer/"):
            assert client.get(f"/{language}/alerts/call-the-governor/{name}").status_code == 200


def test_a_paragraph_with_half_a_character_from_the_editor_is_stored_without_it(admin_of):
    text = '{"blocks": [{"key": "a", "text": "Hi \\ud83d\\u001fthere", "type": "unstyled", '
    text += '"depth": 0, "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}'
    form = translating.alert_form(offices=[make.office()]) | {"response": text}
    assert translating.add_alert(admin_of("Editors"), form).status_code == 302
    assert "Hi there" in AlertPage.objects.get().get_latest_revision_as_object().response


def test_a_title_of_nothing_but_control_characters_is_no_title(admin_of):
    response = translating.add_alert(admin_of("Editors"), translating.alert_form(title="\x01\x02"))
    assert response.status_code == 200
    assert not AlertPage.objects.exists()


def test_a_readers_comment_keeps_joiners_and_loses_invisible_characters(client):
    alert = make.AlertPageFactory()
    write(client, form_address(alert), f"می\u200cخواهم 👩\u200d👧{DIRT}\u200b", name=f"A{DIRT}B")
    comment = PostComment.objects.get()
    assert comment.comment == "می\u200cخواهم 👩\u200d👧"
    assert comment.user_name == "A B"


def test_a_translated_headline_is_one_line_whatever_is_typed(admin_of):
    translation = exchange.begin()
    page = translation.get_target_instance()
    item = translatable_strings(translation)[0]
    client = admin_of(translating.TRANSLATORS["so"])
    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {f"{item.key}-text": f"Wac\r\nhadda{DIRT} 👩\u200d👧", "action": "save"},
    )
    assert answer.status_code == 302
    assert StringTranslation.objects.get().data == "Wac hadda 👩\u200d👧"


def test_a_volunteers_headline_is_one_line(client):
    _translation, address = by_link.open_link()
    (step, *_others) = by_link.steps(client, address)
    assert by_link.send(client, step, f"Wac\nhadda{DIRT}").status_code == 303
    assert StringTranslation.objects.get().data == "Wac hadda"


@pytest.mark.parametrize("kind", ["po", "xlsx"])
def test_an_imported_headline_is_one_line(admin_of, kind):
    translation = exchange.begin()
    words = {"English title": "Wac\nhadda\u202e", "English ask": "Codso\u2028isaga"}
    client = admin_of(translating.TRANSLATORS["so"])
    response = exchange.fill_and_upload(client, translation, kind, words.get)
    assert response.status_code == 200
    assert [item.text for item in translatable_strings(translation)[:2]] == [
        "Wac hadda",
        "Codso isaga",
    ]


def test_text_saved_by_wagtail_localize_is_cleaned_too():
    translation = exchange.begin()
    segment = translation.source.stringsegment_set.first()
    StringTranslation.objects.create(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
        data="Wac\x1f\x0bhadda",
    )
    assert StringTranslation.objects.get().data == "Wac\nhadda"


def test_a_phrase_is_cleaned_where_a_translator_writes_it(admin_of):
    phrase = make.phrase()
    client = admin_of()
    url = reverse("phrase_translation", args=[phrase.pk, "so"])
    was = fingerprint(f"{phrase.text}\n")
    client.post(url, {"text": f"Guddoomiye{DIRT}gobol", "was": was, "action": "save"})
    assert PhraseTranslation.objects.get(phrase=phrase, language="so").text == "Guddoomiye gobol"


# Stored text


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_a_page_and_its_feeds_answer_with_invalid_stored_text(client, language):
    alert = make.AlertPageFactory(slug="call", ask="x", body=[("text", "<p>x</p>")] * 2)
    body = [
        {"type": "text", "value": f"<p>Unit{DIRT_IN_JSON}separator</p>", "id": str(i)}
        for i in (1, 2)
    ]
    AlertPage.objects.filter(pk=alert.pk).update(
        title="Vertical\x0btab\nand break", ask="\ufffe]]>", response="<p>\x1f</p>", body=body
    )
    page = client.get(f"/{language}/alerts/call/")
    assert page.content.decode().count("separator</p>") == 2
    for name in ("feed.atom", "feed.json", "calendar.ics", "alerts/call/action.ics"):
        response = client.get(f"/{language}/{name}")
        assert response.status_code == 200
        assert "Vertical tab and break" in response.content.decode().replace("\r\n ", "")


def test_a_stored_script_does_not_reach_a_page(client):
    attack = '<p onclick="alert(1)">x<script>alert(1)</script></p>'
    alert = make.AlertPageFactory(slug="call")
    body = [{"type": "text", "value": attack, "id": "1"}]
    AlertPage.objects.filter(pk=alert.pk).update(response=attack, body=body)
    plain = make.StandardPageFactory(slug="about")
    type(plain).objects.filter(pk=plain.pk).update(body=attack)
    for address in ("/en/alerts/call/", "/en/about/", "/en/feed.json"):
        assert "alert(1)" not in client.get(address).content.decode()
