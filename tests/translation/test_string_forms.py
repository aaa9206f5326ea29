"""Tests for the forms of the translate view and of the steps of translation links."""

import pytest
from wagtail_localize.models import StringTranslation

from home.translation import review
from home.translation.models import Pronunciation
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import address, begin, box, key
from tests.support.dashboard_page import edit_address
from tests.support.reader_form import form_fields, typed
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
SCRIPT = [("line", "English line")]


def step(translation, text):
    return f"{address(translation, make.link(translation)[1])}{key(translation, text)}/"


def texts():
    return dict(StringTranslation.objects.values_list("translation_of__data", "data"))


def test_equal_sentences_in_one_place_have_one_box_and_one_translation(translator):
    translation = begin(response="<p>English twice.</p><p>English twice.</p>")
    form = form_fields(translator.get(edit_address(translation)))
    name = box(translation, "English twice.")
    assert len([one for one in form if one.endswith("-text")]) == 3
    translator.post(edit_address(translation), form | {name: "Laba jeer."})
    assert texts() == {"English twice.": "Laba jeer."}
    for text in ("English title", "English ask"):
        translator.post(edit_address(translation), {box(translation, text): "Eray"})
    review.publish(translation.get_target_instance(), make.user())
    assert str(translation.get_target_instance().response).count("Laba jeer.") == 2


def test_a_text_is_saved_without_its_pronunciation_and_the_other_way_round(translator):
    translation = begin(script=SCRIPT)
    name = box(translation, "English line")
    sound = name.replace("-text", "-pronunciation")
    translator.post(edit_address(translation), {name: "Sadar"})
    translator.post(edit_address(translation), {sound: "Inglish layn"})
    assert texts() == {"English line": "Sadar"}
    assert Pronunciation.objects.get().text == "Inglish layn"


def test_a_refused_pronunciation_does_not_keep_its_text_from_being_saved(translator):
    translation = begin(script=SCRIPT)
    name = box(translation, "English line")
    sound = name.replace("-text", "-pronunciation")
    refused = translator.post(edit_address(translation), {name: "Sadar", sound: "x" * 501})
    assert refused.status_code == 422
    assert texts() == {"English line": "Sadar"}
    shown = form_fields(refused)
    assert (shown[name].strip(), shown[sound]) == ("Sadar", "x" * 501)


def test_boxes_that_are_shown_again_have_what_is_stored_and_empty_nothing_when_sent(translator):
    translation = begin(script=SCRIPT)
    ask = next(one for one in translatable_strings(translation) if one.english == "English ask")
    save_translation(ask, "Codso")
    refused = translator.post(
        edit_address(translation),
        {box(translation, "English title"): "x" * 300, box(translation, "English line"): "Sadar"},
    )
    shown = form_fields(refused)
    assert shown[box(translation, "English ask")].strip() == "Codso"
    again = translator.post(
        edit_address(translation), shown | {box(translation, "English title"): "C"}
    )
    assert again.status_code == 302
    assert texts() == {"English title": "C", "English ask": "Codso", "English line": "Sadar"}


def test_after_a_lock_ends_the_same_form_does_not_overwrite_what_another_wrote(translator):
    translation = begin()
    title = box(translation, "English title")
    form = form_fields(translator.get(edit_address(translation))) | {title: "Aniga"}
    target = translation.get_target_instance()
    target.locked, target.locked_by = True, make.user()
    target.save()
    save_translation(translatable_strings(translation)[0], "Kan kale")
    locked = translator.post(edit_address(translation), form)
    assert locked.status_code == 409
    target.locked, target.locked_by = False, None
    target.save()
    again = translator.post(edit_address(translation), form_fields(locked))
    assert again.status_code == 422
    assert "It now reads: “Kan kale”" in again.content.decode()
    assert texts() == {"English title": "Kan kale"}


def test_the_pronunciation_of_a_removed_line_is_shown_for_copying(client):
    translation = begin(script=SCRIPT)
    place = step(translation, "English title")
    lost = f"{key(translation, 'English title')}-pronunciation"
    refused = client.post(place, form_fields(client.get(place)) | {lost: "Inglish taytal"})
    assert refused.status_code == 422
    assert typed(refused)[-1] == "Inglish taytal"
    assert not Pronunciation.objects.exists()


def test_a_string_that_moved_to_another_step_is_saved_and_a_refused_one_can_be_copied(client):
    translation = begin()
    place = step(translation, "English title")
    form = form_fields(client.get(place))
    ask = box(translation, "English ask")
    assert client.post(place, form | {ask: "Codso"}).status_code == 303
    assert texts() == {"English ask": "Codso"}
    form = form_fields(client.get(place))
    refused = client.post(place, form | {ask: "x" * 400})
    assert refused.status_code == 422
    assert typed(refused)[-1] == "x" * 400
    assert parse(refused).find("textarea", {"name": ask}) is None


def test_a_refused_step_shows_no_suggestions_for_other_steps(client):
    other = begin(title="Another title", slug="another")
    for string in translatable_strings(other):
        save_translation(string, "Hore")
    review.publish(other.get_target_instance(), make.user())
    translation = begin()
    place = step(translation, "English title")
    shown = client.get(step(translation, "English ask"))
    assert typed(shown) == ["Hore"]
    title = box(translation, "English title")
    refused = client.post(place, form_fields(client.get(place)) | {title: "\u200b"})
    assert (refused.status_code, typed(refused)) == (422, ["\u200b"])
