"""Tests for rules and limits of strings, memory, placeholders, links and bulk actions."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail_localize.models import StringTranslation

from home.translation import provenance, review
from home.translation.housekeeping import delete_uses
from home.translation.models import GlossaryTerm, LinkUse, TranslationLink
from home.translation.placeholders import check_braces, check_placeholders, fill
from home.translation.strings import memory
from home.translation.strings.checks import find_errors, find_pronunciation_errors, find_warnings
from home.translation.strings.glossary import Term
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import begin, box, open_link
from tests.support.reader_form import form_fields

pytestmark = pytest.mark.django_db
NOON = datetime(2031, 6, 3, 17, tzinfo=UTC)
SOMALI = "Translators (Soomaali)"


def string_of(english="English line", **fields):
    translation = begin(**{"script": [("line", english)]} | fields)
    return next(one for one in translatable_strings(translation) if one.english == english)


# Texts


@pytest.mark.parametrize(
    ("english", "limit"), [("English line", 1000), ("E" * 100, 1000), ("E" * 101, 1010)]
)
def test_a_text_without_limit_may_be_ten_times_as_long_as_its_english(english, limit):
    string = string_of(english)
    assert find_errors(string, "x" * limit) == []
    (error,) = find_errors(string, "x" * (limit + 1))
    assert f"it has {limit + 1:,} characters, and only {limit:,} fit." in error


def test_a_text_with_a_limit_fits_exactly():
    ask = translatable_strings(begin())[1]
    assert ask.max_length == 300
    assert find_errors(ask, "x" * 300) == []
    assert "it has 301 characters, and only 300 fit." in find_errors(ask, "x" * 301)[0]


def test_a_pronunciation_fits_exactly_and_is_not_empty():
    assert find_pronunciation_errors("x" * 500) == []
    assert "it has 501 characters, and only 500 fit." in find_pronunciation_errors("x" * 501)[0]
    assert find_pronunciation_errors("") == ["There are no words in this text."]


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("Wac {number} ka hor {day}", True),
        ("{day}: wac {number}", True),
        ("Wac {number}", False),
        ("Wac {number} {number} {day}", False),
        ("Wac {number} {day} {ask}", False),
    ],
)
def test_the_parts_in_braces_are_all_there_once(text, is_right):
    string = string_of("Call {number} before {day}")
    assert (find_errors(string, text) == []) is is_right


@pytest.mark.parametrize(
    ("english", "text", "warns"),
    [
        ("Two words", "Two words", True),
        ("Two words", "Laba eray", False),
        ("Minnesota", "Minnesota", True),
        ("SF 2031", "SF 2031", False),
    ],
)
def test_a_text_that_equals_its_english_has_a_warning_if_it_can_be_translated(english, text, warns):
    assert bool(find_warnings(string_of(english), text)) is warns


@pytest.mark.parametrize(
    ("translation", "text", "is_used"),
    [
        ("masaafurin", "Masaafurinta jooji", True),
        ("masaafurin", "masaafuri", True),  # up to two letters may change at the end
        ("masaafurin", "masaafu", False),
        ("masaafurin (tarxiil)", "masaafurin", True),
        ("la dagaal", "dagaal", True),  # words of two letters do not count
        ("dagaal badan", "dagaal", False),
        ("guri", "gur", False),
        ("gurigu", "guri", True),
        ("masaafurin", "", True),  # nothing is written yet
    ],
)
def test_a_term_is_known_with_other_endings(translation, text, is_used):
    string = string_of()
    string.glossary = [Term("deportation", translation, "")]
    assert (find_warnings(string, text) == []) is is_used


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("No deportations!", ["deportation"]),
        ("The deportation order stands.", ["deportation order"]),
        ("A deportation order, and a deportation.", ["deportation order", "deportation"]),
        ("ORDERED", ["order"]),
        ("Ordering", ["order"]),
        ("reorder", []),
        ("orderly", []),
    ],
)
def test_the_longest_term_is_found_with_any_ending(english, expected):
    GlossaryTerm.objects.all().delete()
    for term in ("order", "deportation", "deportation order"):
        made = GlossaryTerm.objects.create(term=term)
        made.translations.create(language="so", text=f"[{term}]")
        made.save()
    assert [term.english for term in string_of(english).glossary] == expected


def test_terms_of_the_same_length_are_listed_by_the_alphabet():
    GlossaryTerm.objects.all().delete()
    for term in ("vote", "bill", "court"):
        made = GlossaryTerm.objects.create(term=term)
        made.translations.create(language="so", text=f"[{term}]")
        made.save()
    found = string_of("Vote on the bill in court.").glossary
    assert [term.english for term in found] == ["court", "bill", "vote"]


# Memory and former translations


def translate_and_publish(translation, texts):
    for string in translatable_strings(translation):
        save_translation(string, texts.get(string.english, f"[so] {string.english}"))
    review.publish(translation.get_target_instance(), make.user())


def test_the_newest_text_from_elsewhere_comes_first_and_equal_ones_once():
    for number, text in enumerate(("Hore", "Dhexe", "Dhexe", "Cusub")):
        other = begin(title=f"Other {number}", slug=f"other-{number}", ask="English same")
        translate_and_publish(other, {"English same": text})
    strings = translatable_strings(begin(ask="English same"))
    memory.recall(strings)
    assert [one.text for one in strings[1].memory] == ["Cusub", "Dhexe", "Hore"]
    assert [one.title for one in strings[1].memory] == ["Other 3", "Other 2", "Other 0"]
    assert strings[0].memory == []
    assert memory.fill_from_memory(strings[1])
    assert not memory.fill_from_memory(strings[0])
    assert translatable_strings(strings[1].segment.source.translations.get())[1].text == "Cusub"


def test_memory_leaves_out_other_languages_and_texts_with_errors():
    spanish = begin("es", title="Other", slug="other", ask="English same")
    translate_and_publish(spanish, {"English same": "Español"})
    wrong = begin(title="Wrong", slug="wrong", ask="English same")
    translate_and_publish(wrong, {"English same": "Khalad"})
    StringTranslation.objects.filter(data="Khalad").update(has_error=True)
    strings = translatable_strings(begin(ask="English same"))
    memory.recall(strings)
    assert strings[1].memory == []


def test_a_remembered_text_that_does_not_fit_here_is_not_filled_in():
    body = [("heading", "English same")]
    long = begin(title="Long", slug="long", script=[("line", "English same")])
    translate_and_publish(long, {"English same": "x" * 400})
    strings = translatable_strings(begin(ask="English same", body=body))
    memory.recall(strings)
    ask = strings[1]
    assert ask.memory
    assert not memory.fill_from_memory(ask)
    assert memory.suggestion(ask) == ""
    assert ask.stored is None


def test_the_newest_of_several_former_texts_is_shown():
    translation = begin()
    page = translation.get_target_instance().source
    for number in (1, 2):
        title = translatable_strings(translation)[0]
        save_translation(title, f"Cinwaan {number}")
        page.title = f"English title {number}"
        page.save_revision().publish()
    former = translatable_strings(translation)[0].former
    assert (former.english, former.text) == ("English title 1", "Cinwaan 2")


def test_what_another_typed_in_the_same_words_is_no_conflict(admin_of):
    client, translation = admin_of(SOMALI), begin()
    url = reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])
    form = form_fields(client.get(url)) | {box(translation, "English title"): "Cinwaan"}
    save_translation(translatable_strings(translation)[0], "Cinwaan", tool=provenance.MEMORY)
    assert client.post(url, form).status_code == 302


def test_ones_own_lock_keeps_nobody_from_saving(client, user):
    translator = user(SOMALI)
    client.force_login(translator)
    translation = begin()
    target = translation.get_target_instance()
    target.locked, target.locked_by = True, translator
    target.save()
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    response = client.post(url, {box(translation, "English title"): "Cinwaan"})
    assert response.status_code == 302
    assert StringTranslation.objects.get().data == "Cinwaan"


# Placeholders of phrases


@pytest.mark.parametrize("text", ["{", "}", "{office", "{ office }", "{office}}", "{Office}"])
def test_other_braces_are_refused(text):
    with pytest.raises(ValidationError):
        check_braces(text)


def test_each_wrong_placeholder_is_named():
    with pytest.raises(ValidationError) as refused:
        check_placeholders("{office} {office} {what}", "{what} {what}")
    assert refused.value.messages[:2] == ["Missing: {office}, {office}.", "Too much: {what}."]
    check_placeholders("{office}: {what}", "{what}: {office}")


def test_names_in_a_phrase_are_escaped_and_marked_as_english():
    assert fill("<b> {office} {what}", office="A & B") == (
        '&lt;b&gt; <span translate="no" lang="en">A &amp; B</span> {what}'
    )


# Links


def test_a_link_is_valid_for_exactly_48_hours(client):
    with time_machine.travel(NOON, tick=False) as clock:
        _translation, url = open_link(starts_at=NOON, ends_at=NOON + timedelta(days=9))
        assert TranslationLink.objects.get().expires_at == NOON + timedelta(hours=48)
        clock.shift(timedelta(hours=48, seconds=-1))
        assert client.get(url).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert client.get(url).status_code == 410


def test_uses_of_a_link_are_kept_for_ninety_days_after_it_expires():
    link, _token = make.link(begin(), expires_at=NOON)
    for _use in range(2):
        LinkUse.objects.create(link=link, what=LinkUse.What.OPENED)
    with time_machine.travel(NOON + timedelta(days=90), tick=False):
        assert delete_uses(dry_run=True) == delete_uses(dry_run=False) == 0
    with time_machine.travel(NOON + timedelta(days=90, seconds=1), tick=False):
        assert delete_uses(dry_run=True) == 2
        assert LinkUse.objects.count() == 2
        assert delete_uses(dry_run=False) == 2
    assert not LinkUse.objects.exists()


# Pictures in bulk


@pytest.mark.parametrize("action", ["delete", "add_tags"])
def test_the_rules_for_pages_do_not_meet_pictures_in_bulk_actions(admin_of, action):
    client, pictures = admin_of(), [make.ImageFactory() for _ in range(2)]
    url = reverse("wagtail_bulk_action", args=["media", "customimage", action])
    url += "?" + "&".join(f"id={one.pk}" for one in pictures)
    assert client.get(url).status_code == 200
    if action == "delete":
        assert client.post(url).status_code == 302
        assert not get_image_model().objects.filter(pk__in=[one.pk for one in pictures]).exists()
