"""Tests for events at the same moment, whose order the stored times cannot show."""

import pytest

from home.translation import confirmation, review
from home.translation.strings import memory
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests.support import held_back
from tests.support.by_link import begin, open_link
from tests.support.held_back import now
from tests.support.reader_form import form_fields
from tests.support.working_together import change_english, publish, write_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stopped_clock(time_machine):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)


def test_a_text_saved_in_the_moment_of_publication_is_published_and_can_be_reviewed(user):
    translation, volunteer = begin(), user()
    for string in translatable_strings(translation):
        save_translation(string, f"[so] {string.english}", user=volunteer)
    publish(translation)
    page = now(translation)
    assert (page.title, page.ask) == ("[so] English title", "[so] English ask")
    assert page.translator == volunteer
    assert review.mark_reviewed(page, by=user()) == 0
    # The English is published in the same moment, too, so the translation is merged again.
    change_english(ask="English new ask")
    page = now(translation)
    assert (page.title, page.ask) == ("[so] English title", "[so] English ask")


def test_a_text_saved_in_the_moment_of_publication_is_remembered():
    translation = begin(slug="other")
    write_all(translation)
    publish(translation)
    strings = translatable_strings(begin(slug="here", ask="English other ask"))
    memory.recall(strings)
    assert [one.text for one in strings[0].memory] == ["[so] English title"]


def test_a_doubtful_text_saved_in_the_moment_of_publication_is_public():
    translation = held_back.publish_translation()
    held_back.live_before_the_check(translation, held_back.OLD["title"], held_back.OLD["title"])
    page = now(translation)
    assert page.title == held_back.OLD["title"]
    assert [text.is_public for text in confirmation.texts_in_doubt(page)] == [True]
    assert confirmation.held_back_message(page) == ""


def test_a_link_says_submitted_if_all_else_happened_in_that_moment(client):
    translation, url = open_link(response="<p>English response.</p>")
    for string in translatable_strings(translation):
        if string.is_core:
            save_translation(string, f"[so] {string.english}")
    assert client.get(url).context["state"] == "open"
    page = client.get(url)
    assert client.post(url, form_fields(page)).status_code == 303
    assert client.get(url).context["state"] == "submitted"
