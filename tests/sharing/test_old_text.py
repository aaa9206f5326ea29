"""Tests for old text on all surfaces, and for corrections that reach every surface."""

from datetime import timedelta

import pytest
import vobject
from django.utils.translation import gettext, override

from alerts.models import AlertPage, ExplainerPage
from home.translation import review
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.old_text import alert_with_parts, marks
from tests.support.surfaces import (
    CHANGED,
    OLD_NOTE,
    PUBLISHED,
    SURFACES,
    atom,
    cell,
    change_english,
    in_a_list,
    in_words,
    json_feed,
    text_of,
    texts,
)

pytestmark = pytest.mark.django_db


def test_a_translation_written_by_hand_is_marked_too(client, time_machine):
    time_machine.move_to(PUBLISHED)
    translation = alert_with_parts()
    translation.enabled = False
    translation.save()
    time_machine.move_to(CHANGED)
    change_english(ask="English ask: do not call.")
    for name in ("Page", "Home page", "Atom feed", "Calendar of all alerts", "Repost, as text"):
        assert cell(*SURFACES[name], client, "so") == "old, with a note", name
    assert cell(*SURFACES["Flyer"], client, "so") == "English, with a note"


def test_the_summary_of_an_explainer_is_marked_on_its_page_and_in_lists_and_feeds(
    client, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to(PUBLISHED)
    page = make.ExplainerPageFactory(slug="why", title="Why", summary="English ask: call.")
    page.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(page, "so")
    time_machine.move_to(CHANGED)
    page = ExplainerPage.objects.get(pk=page.pk)
    page.summary = "English ask: do not call."
    page.save_revision().publish()
    ((_before, after),) = marks(client, "background/why/")
    assert text_of(after) == "[so] English ask: call."
    for read in (in_a_list(""), in_a_list("background/"), atom, json_feed):
        assert cell("ask", read, client, "so") == "old, with a note"


def test_a_correction_and_the_switch_reach_feed_readers_and_calendars_as_a_change(
    client, time_machine
):
    def change_times():
        item = client.get("/so/feed.json").json()["items"][0]
        found = vobject.readOne(client.get("/so/calendar.ics").content.decode())
        return item["date_modified"], int(found.vevent.sequence.value)

    time_machine.move_to(PUBLISHED)
    alert_with_parts()
    time_machine.move_to(CHANGED)
    change_english(ask="English ask: do not call.")
    before = change_times()
    time_machine.move_to(CHANGED + timedelta(hours=1))
    change_english(urgent_fix=True)
    dangerous = change_times()
    assert all(new > old for new, old in zip(dangerous, before, strict=True))
    time_machine.move_to(CHANGED + timedelta(hours=2))
    target = AlertPage.objects.get(locale__language_code="so")
    for string in translatable_strings(review.translation_of(target)):
        save_translation(string, f"[so] {string.english}")
    review.publish(target, make.user())
    assert all(new > old for new, old in zip(change_times(), dangerous, strict=True))


def test_a_corrected_ask_beside_an_old_headline_is_not_called_old(client, time_machine):
    time_machine.move_to(PUBLISHED)
    alert_with_parts()
    time_machine.move_to(CHANGED)
    change_english(**texts("do not call"))
    target = AlertPage.objects.get(locale__language_code="so")
    for string in translatable_strings(review.translation_of(target)):
        if string.english.startswith("English ask"):
            save_translation(string, f"[so] {string.english}")
    review.publish(target, make.user())
    with override("so"):
        old = gettext("Old text: {title}").format(title="[so] English title: call.")
    for name, (field, read) in SURFACES.items():
        if field == "ask" and not name.startswith(("Page", "Flyer")):
            text = text_of(read(client, "so"))
            assert "[so] English ask: do not call." in text, name
            assert in_words(OLD_NOTE, "so") not in text, name
            assert ("English title" in text) == (old in text), name
