"""Tests for reviews, provenance and names when several people work on a translation."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.models import OutgoingEmail
from home.translation import review, sync
from home.translation.emails import review_request_email
from home.translation.models import ReviewRequest, StringReview
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import begin
from tests.support.translating import publish

pytestmark = pytest.mark.django_db
SOMALI = "Translators (Soomaali)"
DAY = datetime(2031, 6, 3, 17, tzinfo=UTC)  # noon in Minnesota


def write(translation, prefix="[so]", **more):
    for string in translatable_strings(translation):
        save_translation(string, f"{prefix} {string.english}", **more)


def published():
    translation = begin()
    write(translation)
    publish(translation)
    return translation


def edit(client, translation):
    page = translation.get_target_instance()
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))


# Reviews


def test_a_second_review_records_only_what_has_changed_and_the_page_shows_the_later_day():
    first, second = make.user(), make.user()
    with time_machine.travel(DAY, tick=False) as clock:
        translation = published()
        review.mark_reviewed(translation.get_target_instance(), by=first)
        clock.shift(timedelta(days=2))
        save_translation(translatable_strings(translation)[0], "Cinwaan cusub")
        publish(translation)
        assert translation.get_target_instance().reviewed_on is None
        review.mark_reviewed(translation.get_target_instance(), by=second)
    found = StringReview.objects.order_by("string_translation__updated_at")
    assert list(found.values_list("data", "reviewed_on", "reviewed_by")) == [
        ("[so] English ask", date(2031, 6, 3), first.pk),
        ("Cinwaan cusub", date(2031, 6, 5), second.pk),
    ]
    assert translation.get_target_instance().reviewed_on == date(2031, 6, 5)


def test_a_page_written_by_hand_is_reviewed_as_a_whole():
    translation = published()
    translation.enabled = False
    translation.save()
    review.mark_reviewed(translation.get_target_instance(), by=make.user())
    assert translation.get_target_instance().reviewed_on == timezone.localdate()
    assert not StringReview.objects.exists()


def test_a_translation_that_is_written_by_hand_is_reviewed_so_though_another_has_strings():
    translation = published()
    page = translation.get_target_instance().source
    other = sync.start_translation(page, Locale.objects.get(language_code="es"))
    write(other, "[es]")
    publish(other)
    other.enabled = False
    other.save()
    review.mark_reviewed(other.get_target_instance(), by=make.user())
    assert not StringReview.objects.exists()
    review.mark_reviewed(translation.get_target_instance(), by=make.user())
    assert StringReview.objects.count() == 2


@pytest.mark.parametrize("changed", [False, True])
def test_the_translate_view_calls_a_string_reviewed_until_its_text_changes(admin_of, changed):
    translation = published()
    review.mark_reviewed(translation.get_target_instance(), by=make.user())
    if changed:
        save_translation(translatable_strings(translation)[0], "Cinwaan cusub")
    shown = BeautifulSoup(edit(admin_of(SOMALI), translation).content, "html.parser")
    labels = {
        field.label.get_text(strip=True): "Reviewed." in field.get_text()
        for field in shown.select("[data-field-wrapper]")
        if field.label
    }
    assert labels["English ask"]
    assert labels["English title"] is not changed


def test_a_text_that_was_never_reviewed_is_not_called_reviewed(admin_of):
    assert "Reviewed." not in edit(admin_of(SOMALI), published()).content.decode()


def test_the_form_for_reviews_says_how_a_page_was_made_even_if_nobody_knows(admin_of):
    page = published().get_target_instance()
    address = reverse("review_translation", args=[page.pk])
    client = admin_of("Editors")
    assert "<b>translated by a volunteer</b>" in client.get(address).content.decode()
    AlertPage.objects.filter(pk=page.pk).update(provenance="")
    assert "<b>unknown</b>" in client.get(address).content.decode()


def test_a_reviewed_machine_draft_of_the_core_stays_when_the_alert_begins_anew():
    translation = begin(starts_at=DAY - timedelta(days=9000), ends_at=DAY - timedelta(days=8999))
    write(translation, "[machine]", by_machine=True)
    publish(translation)
    review.mark_reviewed(translation.get_target_instance(), by=make.user())
    page = AlertPage.objects.get(locale__language_code="en")
    page.ends_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    target = translation.get_target_instance()
    assert target.title == "[machine] English title"
    assert not target.is_partly_held


# Names and provenance


def test_the_translator_who_wrote_last_is_the_one_of_the_page():
    translation = begin()
    first, second = make.user(), make.user()
    title, ask = translatable_strings(translation)
    save_translation(ask, "Codso", user=second)
    save_translation(title, "Cinwaan", user=first)
    save_translation(ask, "Codso kale", user=second)
    publish(translation)
    assert translation.get_target_instance().translator == second
    save_translation(ask, "Codso dambe", user=first)
    save_translation(title, "Cinwaan dambe")  # by link, without an account
    publish(translation)
    assert translation.get_target_instance().translator == first


@pytest.mark.parametrize(
    ("saved", "stored"),
    [
        ([("a", False)], ("manual", "")),
        ([("a", False), ("b", False)], ("manual", "")),
        ([("a", True), ("a", False)], ("machine", "")),
        ([("a", True), ("b", False)], ("manual", "machine draft, edited")),
        ([("a", True), ("b", False), ("c", False)], ("manual", "machine draft, edited")),
        ([("a", True), ("b", False), ("b", False)], ("manual", "machine draft, edited")),
        ([("a", False), ("b", True)], ("machine", "")),
    ],
)
def test_a_text_remembers_that_a_machine_began_it(saved, stored):
    string = translatable_strings(begin())[0]
    for text, by_machine in saved:
        save_translation(string, text, by_machine=by_machine)
    row = StringTranslation.objects.get()
    assert (row.translation_type, row.tool_name) == stored


# Submissions and emails


def test_the_same_text_is_submitted_once_even_in_the_moment_in_which_it_was_written():
    make.user(SOMALI, email="reviewer@example.org")
    with time_machine.travel(DAY, tick=False):
        translation = begin()
        write(translation)
        first = review.submit_for_review(translation, None)
        assert review.submit_for_review(translation, make.user()).submitted_by is None
    assert OutgoingEmail.objects.count() == 1
    assert ReviewRequest.objects.get().submitted_at == first.submitted_at
    assert PageLogEntry.objects.filter(action="translation.submit").count() == 1


def test_a_second_translator_who_submits_newer_text_is_named_and_the_first_is_notified():
    first = make.user(SOMALI, email="first@example.org")
    second = make.user(SOMALI, email="second@example.org")
    translation = begin()
    write(translation)
    review.submit_for_review(translation, first)
    assert [mail.user for mail in OutgoingEmail.objects.all()] == [second]
    OutgoingEmail.objects.all().delete()
    write(translation, "[so, better]")
    request = review.submit_for_review(translation, second)
    assert ReviewRequest.objects.get() == request
    assert request.submitted_by == second
    assert [mail.user for mail in OutgoingEmail.objects.all()] == [first]
    assert PageLogEntry.objects.filter(action="translation.submit").count() == 2


def test_only_active_reviewers_with_an_address_are_notified():
    make.user(SOMALI, email="")
    make.user(SOMALI, email="gone@example.org", is_active=False)
    here = make.user(SOMALI, email="here@example.org")
    translation = begin()
    write(translation)
    review.submit_for_review(translation, None)
    assert [mail.user for mail in OutgoingEmail.objects.all()] == [here]


def closed(request, reviewer):
    request.closed_at = timezone.now()
    request.save()


def submitted_by_the_reviewer(request, reviewer):
    request.submitted_by = reviewer
    request.save()


def deleted_page(request, reviewer):
    request.translation.get_target_instance().delete()


def lost_permission(request, reviewer):
    reviewer.groups.clear()


@pytest.mark.parametrize(
    "happened", [None, closed, submitted_by_the_reviewer, deleted_page, lost_permission]
)
def test_an_email_that_is_no_longer_needed_is_not_sent(happened):
    reviewer = make.user(SOMALI, email="reviewer@example.org")
    translation = begin()
    write(translation)
    request = review.submit_for_review(translation, None)
    if happened:
        happened(request, reviewer)
        reviewer = type(reviewer).objects.get(pk=reviewer.pk)
    email = review_request_email(request.pk, reviewer)
    assert (email is None) is bool(happened)
    assert review_request_email(0, reviewer) is None
