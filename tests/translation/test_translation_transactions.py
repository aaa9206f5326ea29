"""Tests for changes to translations and phrases in which a write fails."""

from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.lookup import all_pages
from home.translation import review, sync
from home.translation.merge import publish_merged
from home.translation.models import Phrase, StringReview
from home.translation.strings.links import load_links, save_target
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.all_or_nothing import assert_all_or_nothing
from tests.support.by_link import begin
from tests.support.reader_form import form_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(db):
    return make.AlertPageFactory(slug="call")


@pytest.fixture
def reviewer(user):
    return user("Translators (Soomaali)", email="reviewer@example.org")


def specific(page):
    return all_pages().get(pk=page.pk).specific


def test_a_corrected_phrase_and_the_reviews_that_end_with_it(db):
    phrase = make.phrase("Mayor", so="Duqa")
    phrase.translations.update(reviewed_on=timezone.localdate())

    def correct():
        stored = Phrase.objects.get(pk=phrase.pk)
        stored.text = "Mayor of Minneapolis"
        stored.save()

    assert_all_or_nothing(correct)


def test_the_target_of_a_link(reviewer):
    translation = begin(response='<p>Write to <a href="https://mn.gov/">the office</a>.</p>')
    for string in translatable_strings(translation):
        text = '<a id="a1">Qor</a>' if "Write" in string.english else f"[so] {string.english}"
        save_translation(string, text, user=reviewer)
    StringReview.objects.bulk_create(
        StringReview(
            string_translation=row,
            data=row.data,
            reviewed_on=timezone.localdate(),
            reviewed_by=reviewer,
        )
        for row in StringTranslation.objects.all()
    )

    def choose():
        strings = translatable_strings(translation)
        load_links(strings)
        (link,) = [link for string in strings for link in string.links]
        save_target(link, "https://mn.gov/so/", reviewer, strings)

    assert_all_or_nothing(choose, writes=3)


def test_a_translation_that_begins(alert, reviewer):
    somali = Locale.objects.get(language_code="so")
    start = partial(sync.start_translation, alert, somali, reviewer)
    assert_all_or_nothing(start, writes=6)


def test_a_translation_that_is_submitted(alert, reviewer, user):
    submitter = user("Submit-only translators (Soomaali)")
    make.translate(alert, "so", publish=False)
    translation = make.submit(alert, "so")
    assert_all_or_nothing(partial(review.submit_for_review, translation, submitter), writes=3)


def test_a_translation_that_is_published(alert, reviewer):
    page = make.translate(alert, "so", publish=False)
    review.submit_for_review(make.submit(alert, "so"), reviewer)
    assert_all_or_nothing(lambda: review.publish(specific(page), reviewer), writes=6)


def test_a_translation_that_is_reviewed(alert, reviewer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = make.translate(alert, "so")
    assert_all_or_nothing(lambda: review.mark_reviewed(specific(page), by=reviewer), writes=3)


def test_an_english_page_that_is_published_with_its_translations(
    alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
        make.translate(alert, "es")
    alert.ask = "Call the mayor."
    alert.save_revision()
    AlertPage.objects.filter(pk=alert.pk).update(ask=alert.ask)
    assert_all_or_nothing(
        lambda: sync.english_published(AlertPage.objects.get(pk=alert.pk)), writes=6
    )


def test_a_draft_that_is_merged_and_published(alert, reviewer):
    page = make.translate(alert, "so", publish=False)
    translation = make.submit(alert, "so")
    assert_all_or_nothing(
        lambda: publish_merged(specific(page), translation, reviewer, as_of=timezone.now()),
        writes=4,
    )


def test_a_phrase_that_is_reviewed(client, reviewer):
    phrase = make.phrase("Mayor", so="Duqa")
    client.force_login(reviewer)
    address = reverse("phrase_translation", args=[phrase.pk, "so"])
    data = form_fields(client.get(address)) | {"action": "review"}
    assert_all_or_nothing(partial(client.post, address, data), writes=3)
    assert phrase.translations.get().reviewed_on
