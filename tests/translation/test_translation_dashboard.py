"""Tests for the states and next steps on the translation dashboard after actions of users."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from alerts.models import AlertPage
from home.translation.strings.lookup import translatable_strings
from tests import factories as make
from tests.support import translating
from tests.support.dashboard_page import alert, begin, cell, edit_address, published, shown, write
from tests.support.reader_form import form_fields

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2011, 6, 3, tzinfo=UTC)
SUBMIT_ONLY = "Submit-only translators (Soomaali)"


def test_a_translation_that_is_not_begun_is_missing_and_has_a_button_to_start_it(editor):
    page = alert()
    state, step, address = cell(editor)
    assert (state, step) == ("Missing", "Start")
    response = editor.post(address)
    translation = translating.translation_of(page, "so")
    assert response["Location"] == edit_address(translation)
    assert cell(editor) == ("Part done 0 of 2", "Translate", edit_address(translation))


def test_a_translation_that_is_begun_shows_its_progress(editor):
    translation = begin(alert(talking_points=[("point", "English point")]))
    write(editor, translation, "English title")
    assert cell(editor)[:2] == ("Part done 1 of 3", "Translate")


def test_equal_sentences_in_one_place_count_once(editor):
    translation = begin(alert(response="<p>Say no.</p><p>Say no.</p>"))
    assert cell(editor)[0] == f"Part done 0 of {len(translatable_strings(translation))}"


def test_a_partial_translation_that_is_published_is_part_done(editor):
    translation = begin(alert(talking_points=[("point", "English point")]))
    write(editor, translation, "English title", "English ask")
    translating.publish_translation(editor, translation.get_target_instance())
    assert Page.objects.get(pk=translation.get_target_instance().pk).live
    assert cell(editor)[:2] == ("Part done 2 of 3", "Translate")


def test_a_complete_draft_can_be_published(editor):
    translation = begin(alert())
    write(editor, translation)
    assert cell(editor) == ("Written, not published", "Publish", edit_address(translation))


def test_a_submitted_translation_waits_for_users_who_may_publish(editor, user):
    translation = begin(alert())
    write(editor, translation)
    editor.post(edit_address(translation), {"action": "submit"})
    assert cell(editor) == ("Submitted for review", "Publish", edit_address(translation))
    editor.force_login(user(SUBMIT_ONLY))
    assert cell(editor)[:2] == ("Submitted for review", "Look at it")


def test_a_submitted_translation_that_lost_its_core_since_is_to_be_translated(editor):
    page = alert()
    translation = begin(page)
    write(editor, translation)
    editor.post(edit_address(translation), {"action": "submit"})
    page.ask = "English ask, changed"
    page.save_revision().publish()
    assert cell(editor)[:2] == ("Part done 1 of 2", "Translate")


def test_the_core_of_a_running_alert_is_to_be_published_before_the_rest(editor, user):
    translation = begin(alert(talking_points=[("point", "English point")]))
    write(editor, translation, "English title", "English ask")
    assert cell(editor)[:2] == ("Part done 2 of 3", "Publish")
    editor.force_login(user(SUBMIT_ONLY))
    assert cell(editor)[:2] == ("Part done 2 of 3", "Submit for review")


def test_a_translation_that_goes_live_with_its_english_page_needs_no_action(editor):
    page = make.AlertPageFactory(title="English title", live=False, first_published_at=None)
    page.save_revision()
    translation = begin(page)
    write(editor, translation)
    assert cell(editor)[:2] == ("Written, not published", "Publish")
    translating.publish_translation(editor, translation.get_target_instance())
    assert cell(editor)[:2] == ("Submitted for review", "Look at it")
    AlertPage.objects.get(pk=page.pk).get_latest_revision().publish()
    assert cell(editor)[:2] == ("Published, up to date", "View")


def test_a_translation_that_is_up_to_date_can_be_viewed(editor, client):
    published(editor, slug="call")
    assert cell(editor) == ("Published, up to date", "View", "/so/alerts/call/")
    assert client.get("/so/alerts/call/").status_code == 200


def test_a_change_of_the_english_is_seen_until_it_is_translated_and_published(editor):
    page, translation = published(editor)
    page.ask = "English ask, changed"
    page.save_revision().publish()
    assert cell(editor)[:2] == ("English changed 1 of 2", "Translate")
    write(editor, translating.translation_of(page, "so"))
    assert cell(editor)[:2] == ("Written, not published", "Publish")
    translating.publish_translation(editor, translation.get_target_instance())
    assert cell(editor)[:2] == ("Published, up to date", "View")


def test_text_that_is_newer_than_the_live_page_can_be_published(editor):
    _page, translation = published(editor)
    (segment, _text), *_rest = translating.strings(translation)
    translating.type_string(editor, translation, segment, "Cinwaan cusub")
    assert cell(editor)[:2] == ("Written, not published", "Publish")


def test_users_who_may_not_publish_submit_what_is_written(editor, user):
    translation = begin(alert())
    write(editor, translation)
    editor.force_login(user(SUBMIT_ONLY))
    assert cell(editor)[:2] == ("Written, not published", "Submit for review")


def test_a_machine_draft_is_to_be_reviewed_by_users_who_may(editor, user):
    _page, translation = published(editor, starts_at=LONG_AGO, ends_at=LONG_AGO + timedelta(days=1))
    StringTranslation.objects.update(translation_type="machine")
    translating.publish_translation(editor, translation.get_target_instance())
    target = translation.get_target_instance()
    address = reverse("review_translation", args=[target.pk])
    assert cell(editor) == ("Machine draft, not reviewed", "Read and review", address)
    editor.post(address, form_fields(editor.get(address)))
    assert cell(editor)[:2] == ("Published, up to date", "View")
    AlertPage.objects.filter(pk=target.pk).update(reviewed_on=None)
    editor.force_login(user(SUBMIT_ONLY))
    assert cell(editor)[:2] == ("Machine draft, not reviewed", "Look at it")


def test_a_stopped_translation_is_written_by_hand_and_not_started_again(editor, user):
    page = alert(talking_points=[("point", "English point")])
    translation = begin(page)
    write(editor, translation, "English title", "English ask")
    translating.publish_translation(editor, translation.get_target_instance())
    (segment, _text), *_rest = translating.strings(translation)
    translating.type_string(editor, translation, segment, "")
    editor.force_login(user())
    editor.post(reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    assert cell(editor)[:2] == ("Written by hand", "View")
    assert "Lacks:" not in shown(editor).select_one(".translation-dashboard").get_text()
    editor.post(reverse("start_translation", args=[page.pk, "so"]))
    assert not Translation.objects.get(pk=translation.pk).enabled


def test_a_translation_that_is_withdrawn_with_its_english_page_says_so(editor):
    page, _translation = published(editor)
    page.unpublish()
    assert cell(editor)[:2] == ("Withdrawn with the English", "Look at it")


def test_an_alias_is_no_translation(editor):
    page = alert()
    begin(page.get_parent().specific)
    page.copy_for_translation(Locale.objects.get(language_code="so"), alias=True)
    assert cell(editor)[:2] == ("Missing", "Start")


def test_a_running_alert_says_how_long_it_is_out_and_what_each_language_lacks(editor):
    page = alert(script=[("line", "English line")], talking_points=[("point", "English point")])
    AlertPage.objects.filter(pk=page.pk).update(
        first_published_at=timezone.now() - timedelta(hours=3, minutes=20)
    )
    write(editor, begin(page), "English ask")
    row = shown(editor).select_one(".translation-dashboard tbody tr")
    clock = (
        row.select_one(".translation-dashboard__clock").get_text(strip=True).replace("\xa0", " ")
    )
    assert clock == "published 3 hours, 20 minutes ago"
    lacking = {
        tag["data-language"]: tag.select_one(".translation-dashboard__lacking").get_text(strip=True)
        for tag in row.select("td")
    }
    assert lacking == {
        "es": "Lacks everything",
        "so": "Lacks: title, what to say",
        "hmn": "Lacks everything",
    }
