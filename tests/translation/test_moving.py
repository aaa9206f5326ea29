"""Tests for moving English pages, with their translations, to another parent."""

import pytest
from django.test import TestCase
from django.urls import reverse

from alerts.models import AlertPage
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert():
    page = make.AlertPageFactory(slug="call")
    with TestCase.captureOnCommitCallbacks(execute=True):
        make.translate(page, "so")
    return page


@pytest.fixture
def other():
    return make.AlertIndexPageFactory(slug="other")


def move(client, page, destination):
    url = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, destination.pk])
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(url)


def places():
    return sorted(AlertPage.objects.values_list("url_path", flat=True))


def test_translations_move_with_their_page_to_the_new_address(admin_of, alert, other):
    with TestCase.captureOnCommitCallbacks(execute=True):
        make.translate(other, "so")
    client = admin_of("Editors")
    move(client, alert, other)
    assert client.get("/en/other/call/").status_code == 200
    assert "[so]" in client.get("/so/other/call/").content.decode()
    assert client.get("/so/alerts/call/").status_code == 301


def test_a_page_is_not_moved_before_its_new_parent_is_translated(admin_of, alert, other):
    before = places()
    response = move(admin_of("Editors"), alert, other)
    assert response.status_code == 302
    assert places() == before


@pytest.mark.parametrize("name", [None, "Editors"])
def test_no_page_moves_into_another_language(admin_of, alert, name):
    client, before = admin_of(name), places()
    somali = AlertPage.objects.get(locale__language_code="so")
    untranslated = make.AlertPageFactory(slug="untranslated")
    move(client, untranslated, somali.get_parent())
    move(client, somali, alert.get_parent())
    move(client, alert, somali.get_parent())
    assert places() == sorted([*before, untranslated.url_path])


def test_a_translation_does_not_move_without_its_english_page(admin_of, alert, other):
    with TestCase.captureOnCommitCallbacks(execute=True):
        there = make.translate(other, "so")
    before = places()
    move(admin_of("Editors"), AlertPage.objects.get(locale__language_code="so"), there)
    assert places() == before


def test_pages_are_not_moved_in_bulk(admin_of, alert, other):
    before = places()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    form = {"chooser": other.pk, "move_applicable": "on"}
    response = admin_of("Editors").post(f"{url}?id={alert.pk}", form)
    assert response.status_code == 302
    assert places() == before
