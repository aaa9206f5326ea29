"""Tests for translation memory."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation import lookup, review
from home.translation.strings import memory
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import begin
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


def elsewhere(text="Codso", *, publish=True, **fields):
    """Translate another alert with an English ask of “English same”, and publish it by default."""
    translation = begin(**{"slug": "other", "title": "Other", "ask": "English same"} | fields)
    for string in translatable_strings(translation):
        save_translation(string, text if string.english == "English same" else "Erey")
    page = translation.get_target_instance()
    if publish:
        review.publish(page, make.user())
        page.refresh_from_db()
    return page


def offered(translation):
    strings = translatable_strings(translation)
    memory.recall(strings)
    return [remembered.text for remembered in strings[1].memory]


def here():
    return begin(slug="here", ask="English same")


def edit(translation):
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


def test_a_published_text_is_offered():
    elsewhere()
    assert offered(here()) == ["Codso"]


def test_a_text_that_was_never_published_is_not_offered(translator):
    elsewhere(publish=False)
    translation = here()
    assert offered(translation) == []
    assert "Codso" not in translator.get(edit(translation)).content.decode()
    translator.post(edit(translation), {"action": "memory"})
    assert not StringTranslation.objects.filter(tool_name="memory").exists()


def test_a_text_that_was_changed_since_the_publication_is_not_offered():
    page = elsewhere()
    strings = translatable_strings(lookup.translation_of(page))
    save_translation(strings[1], "Qabyo")
    assert offered(here()) == []


def withdraw(page):
    page.unpublish()


def restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def withdraw_english(page):
    page.source.unpublish()


def delete(page):
    page.source.delete()


def change_english(page):
    source = AlertPage.objects.get(pk=page.source.pk)
    source.ask = "English other"
    source.save_revision().publish()


@pytest.mark.parametrize("hide", [withdraw, restrict, withdraw_english, delete, change_english])
def test_a_text_that_readers_cannot_read_now_is_not_offered(hide):
    page = elsewhere()
    translation = here()
    assert offered(translation) == ["Codso"]
    hide(page)
    assert offered(translation) == []


def test_a_sentence_of_a_block_that_is_shown_in_english_is_not_offered():
    body = "<p>English same.</p><p>English rest.</p>"
    translation = begin(slug="other", response=body)
    for string in translatable_strings(translation):
        if string.english != "English rest.":
            save_translation(string, "Erey")
    review.publish(translation.get_target_instance(), make.user())
    second = begin(slug="here", response="<p>English same.</p>")
    strings = translatable_strings(second)
    memory.recall(strings)
    last = next(string for string in strings if string.english == "English same.")
    assert last.memory == []


def test_a_draft_from_memory_is_not_published_until_it_is_confirmed(translator):
    elsewhere(response="<p>English same</p>")
    translation = begin(slug="here", response="<p>English same</p>")
    boxes = {
        f"{string.key}-text": "Erey"
        for string in translatable_strings(translation)
        if string.english != "English same"
    }
    translator.post(edit(translation), boxes | {"action": "memory"})
    (key,) = [
        string.key
        for string in translatable_strings(translation)
        if string.english == "English same"
    ]
    shown = translator.get(edit(translation))
    assert parse(shown).find("textarea", {"name": f"{key}-text"}).text.strip() == "Codso"
    assert "From memory, not yet published" in shown.content.decode()
    target = translation.get_target_instance()

    def publish(**fields):
        form = {"action": "publish", f"{key}-text": "Codso", "partly": "yes"}
        translator.post(edit(translation), form | fields)
        return type(target).objects.get(pk=target.pk)

    page = publish()
    assert page.live
    assert "Codso" not in page.response
    assert "English same" in page.response
    page = publish(**{f"{key}-looked_at": "on"})
    assert "Codso" in page.response


def test_a_core_text_from_memory_cannot_be_published_or_submitted(translator):
    elsewhere()
    translation = here()
    strings = translatable_strings(translation)
    form = {f"{string.key}-text": "Erey" for string in strings if string.english != "English same"}
    translator.post(edit(translation), form | {"action": "memory"})
    for action in ("publish", "submit"):
        answer = translator.post(
            edit(translation), {"action": action, "partly": "yes"}, follow=True
        )
        assert "First translate what readers need most" in answer.content.decode()
    assert not translation.get_target_instance().live
    assert not translation.review_requests.exists()


def test_a_draft_from_memory_that_is_rewritten_is_the_translators_own(translator):
    elsewhere()
    translation = here()
    translator.post(edit(translation), {"action": "memory"})
    string = translatable_strings(translation)[1]
    assert string.is_from_memory
    assert not string.is_done
    translator.post(edit(translation), {f"{string.key}-text": "Codso cusub"})
    string = translatable_strings(translation)[1]
    assert (string.text, string.is_from_memory, string.is_done) == ("Codso cusub", False, True)


def test_wagtail_localize_itself_publishes_no_draft_from_memory(translator):
    elsewhere()
    translation = here()
    translator.post(edit(translation), {"action": "memory"})
    translation.save_target(publish=True)
    assert "Codso" not in translation.get_target_instance().ask


def test_memory_costs_as_many_queries_with_1_as_with_8_pages():
    counts = []
    for number in range(8):
        elsewhere(f"Codso {'abcdefgh'[number]}", slug=f"other-{number}")
        if number in (0, 7):
            strings = translatable_strings(begin(slug=f"here-{number}", ask="English same"))
            with CaptureQueriesContext(connection) as captured:
                memory.recall(strings)
            assert len(strings[1].memory) == number + 1
            counts.append(len(captured))
    assert counts[0] == counts[1]
