"""Tests for translations when their English page is published, unpublished or deleted."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation import lookup, review, sync
from home.translation.models import ReviewRequest
from home.translation.strings import memory
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make

pytestmark = pytest.mark.django_db


def alert(**fields):
    page = make.AlertPageFactory(slug="call", title="English title", ask="English ask", **fields)
    page.save_revision().publish()
    return AlertPage.objects.get(pk=page.pk)


def translated(page, language="so", *, publish=True):
    translation = sync.start_translation(page, Locale.objects.get(language_code=language))
    for item in translatable_strings(translation):
        save_translation(item, f"[{language}] {item.english}")
    target = AlertPage.objects.get(pk=translation.get_target_instance().pk)
    if publish:
        review.publish(target, make.user())
        target.refresh_from_db()
    return target


def is_somali(client):
    return "[so] English title" in client.get("/so/alerts/call/").content.decode()


def test_unpublishing_in_english_unpublishes_everywhere_and_publishing_brings_all_back(client):
    page = alert()
    translated(page)
    assert is_somali(client)
    page.unpublish()
    assert client.get("/so/alerts/call/").status_code == 404
    assert client.get("/en/alerts/call/").status_code == 404
    AlertPage.objects.get(pk=page.pk).get_latest_revision().publish()
    assert is_somali(client)


def test_a_translation_that_was_withdrawn_by_itself_does_not_come_back_with_the_english(client):
    page = alert()
    translated(page).unpublish()
    AlertPage.objects.get(pk=page.pk).get_latest_revision().publish()
    assert not is_somali(client)


def test_an_expiry_reaches_the_translations(client):
    expires = timezone.now() + timedelta(hours=2)
    page = alert(expire_at=expires)
    target = translated(page)
    assert target.expire_at is None
    with time_machine.travel(expires + timedelta(minutes=1)):
        call_command("publish_due")
        assert client.get("/so/alerts/call/").status_code == 404
    target.refresh_from_db()
    assert not target.live


def test_a_translation_that_is_ready_first_goes_live_together_with_the_english(client):
    page = make.AlertPageFactory(
        slug="call", title="English title", ask="English ask", live=False, first_published_at=None
    )
    go_live = timezone.now() + timedelta(hours=3)
    page.go_live_at = go_live
    page.save_revision().publish()
    target = translated(AlertPage.objects.get(pk=page.pk), publish=False)
    assert review.publish(target, make.user()) is False
    assert client.get("/so/alerts/call/").status_code == 404
    with time_machine.travel(go_live + timedelta(minutes=1)):
        call_command("publish_due")
        assert is_somali(client)
        assert not ReviewRequest.objects.filter(closed_at=None).exists()


def test_words_written_after_the_approval_do_not_go_live_with_the_english(
    client, django_capture_on_commit_callbacks
):
    page = make.AlertPageFactory(
        slug="call", title="English title", ask="English ask", live=False, first_published_at=None
    )
    revision = page.save_revision()
    target = translated(page, publish=False)
    review.publish(target, make.user())
    headline = translatable_strings(lookup.translation_of(target))[0]
    save_translation(headline, "[unapproved]")
    revision.publish()
    assert client.get("/en/alerts/call/").status_code == 200
    assert "[unapproved]" not in client.get("/so/alerts/call/").content.decode()
    assert ReviewRequest.objects.filter(closed_at=None, approved_at=None).count() == 1


def test_a_correction_that_was_approved_while_the_page_was_withdrawn_comes_back_with_it(client):
    page = alert()
    target = translated(page)
    page.unpublish()
    save_translation(translatable_strings(lookup.translation_of(target))[0], "[mended]")
    target.refresh_from_db()
    assert review.publish(AlertPage.objects.get(pk=target.pk), make.user()) is False
    AlertPage.objects.get(pk=page.pk).get_latest_revision().publish()
    assert "[mended]" in client.get("/so/alerts/call/").content.decode()
    assert not ReviewRequest.objects.filter(closed_at=None).exists()


def test_a_translation_that_is_written_by_hand_comes_back_too(client):
    page = alert()
    target = translated(page)
    lookup.translation_of(target).delete()
    page.unpublish()
    assert client.get("/so/alerts/call/").status_code == 404
    AlertPage.objects.get(pk=page.pk).get_latest_revision().publish()
    assert is_somali(client)


def test_a_translation_that_is_only_submitted_does_not_go_live_with_the_english(client):
    page = make.AlertPageFactory(slug="call", title="English title", live=False)
    AlertPage.objects.filter(pk=page.pk).update(first_published_at=None)
    page = AlertPage.objects.get(pk=page.pk)
    revision = page.save_revision()
    target = translated(page, publish=False)
    review.submit_for_review(
        lookup.translation_of(target), user=make.user("Translators (Soomaali)")
    )
    revision.publish()
    assert client.get("/en/alerts/call/").status_code == 200
    assert not is_somali(client)


def test_deleting_the_english_page_asks_says_how_many_translations_go_and_keeps_the_words(client):
    page = alert()
    translated(page)
    client.force_login(make.user("Editors"))
    url = reverse("wagtailadmin_pages:delete", args=[page.pk])
    asked = " ".join(client.get(url).content.decode().split())
    assert "1 translation" in asked
    client.post(url)
    assert not Page.objects.filter(translation_key=page.translation_key).exists()
    kept = StringTranslation.objects.filter(data="[so] English title")
    assert kept.exists()

    again = alert()
    translation = sync.start_translation(again, Locale.objects.get(language_code="so"))
    strings = translatable_strings(translation)
    memory.recall(strings)
    assert strings[0].memory == []  # nobody can read it any longer


def test_a_page_is_begun_below_parents_that_are_begun_with_it_and_none_of_them_is_public(client):
    page = alert()
    sync.start_translation(page, Locale.objects.get(language_code="hmn"))
    begun = Page.objects.filter(locale__language_code="hmn", depth__gt=2)
    assert begun.count() == 2
    assert not begun.filter(live=True).exists()
    assert not begun.exclude(alias_of=None).exists()


def test_only_the_reviewers_of_a_language_are_notified_of_a_review_request(run_worker):
    reviewer = make.user("Translators (Soomaali)", email="reviewer@example.org")
    make.user("Translators (Español)", email="spanish@example.org")
    make.user("Moderators", email="moderator@example.org")
    translator = make.user("Translators (Soomaali)", email="translator@example.org")
    target = translated(alert(), publish=False)
    translation = lookup.translation_of(target)
    record = review.submit_for_review(translation, user=translator)
    assert review.submit_for_review(translation, user=translator) == record
    run_worker()
    assert [message.to for message in mail.outbox] == [[reviewer.email]]
    assert reverse("wagtailadmin_pages:edit", args=[target.pk]) in mail.outbox[0].body
    assert "Somali" in mail.outbox[0].subject
