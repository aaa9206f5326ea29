"""Tests for reviews of pages with texts in doubt."""

import pytest
from django.urls import reverse

from home.translation import review
from home.translation.models import StringConfirmation
from tests.support.held_back import (
    IN_DOUBT,
    OLD,
    live_before_the_check,
    now,
    publish,
    publish_translation,
    write,
)
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def translation():
    return publish_translation()


def review_url(translation):
    return reverse("review_translation", args=[now(translation).pk])


def mark(client, translation, **more):
    form = {"revision": now(translation).live_revision_id, **more}
    return client.post(review_url(translation), form)


@pytest.mark.parametrize(("english", "text"), IN_DOUBT)
def test_a_reviewer_confirms_what_is_in_doubt_before_the_page_counts_as_reviewed(
    translator, translation, english, text
):
    live_before_the_check(translation, english, text)
    shown = parse(translator.get(review_url(translation)))
    (box,) = shown.select("input[type=checkbox][name=confirmed]")
    refused = mark(translator, translation)
    assert refused.status_code == 422
    page = parse(refused)
    assert text in page.main.text
    assert [one["value"] for one in page.select("input[name=confirmed]")] == [box["value"]]
    assert now(translation).reviewed_on is None
    assert mark(translator, translation, confirmed="0" * 32).status_code == 422
    assert mark(translator, translation, confirmed=[box["value"]]).status_code == 302
    assert now(translation).reviewed_on
    assert StringConfirmation.objects.get().data == text


def test_nothing_is_confirmed_on_a_page_that_somebody_else_has_locked(
    translator, user, translation
):
    live_before_the_check(translation, OLD["title"], OLD["title"])
    (box,) = parse(translator.get(review_url(translation))).select("input[name=confirmed]")
    page = now(translation)
    type(page).objects.filter(pk=page.pk).update(locked=True, locked_by=user())
    assert mark(translator, translation, confirmed=[box["value"]]).status_code == 409
    assert not StringConfirmation.objects.exists()
    assert mark(translator, translation).status_code == 422  # there is nothing to confirm


def test_a_review_through_the_service_is_refused_too(user, translation):
    live_before_the_check(translation, OLD["title"], OLD["title"])
    with pytest.raises(review.NotConfirmed):
        review.mark_reviewed(now(translation), by=user())


def test_a_text_that_waits_is_published_before_the_page_is_reviewed(translator, translation):
    write(translation, OLD["ask"], OLD["ask"])
    publish(translator, translation)
    (box,) = parse(translator.get(review_url(translation))).select("input[name=confirmed]")
    mark(translator, translation, confirmed=[box["value"]])
    assert now(translation).reviewed_on is None
    publish(translator, translation)
    assert now(translation).ask == OLD["ask"]
    mark(translator, translation)
    assert now(translation).reviewed_on
