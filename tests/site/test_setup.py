"""Tests for `setupsite`."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, Page, Site

from alerts.models import ActionType, AlertIndexPage, ExplainerIndexPage
from home.models import HomePage, StandardPage
from home.translation.models import GlossaryTerm, Phrase
from tests import factories as make

pytestmark = pytest.mark.django_db


def set_up():
    call_command("setupsite", verbosity=0)


@pytest.fixture
def empty_site():
    """Delete locales, pages, phrases and groups that a new Wagtail site does not have."""
    ActionType.objects.all().delete()
    Phrase.objects.all().delete()
    GlossaryTerm.objects.all().delete()
    Site.objects.all().delete()
    for page in Page.objects.filter(depth=2):
        page.delete()
    Locale.objects.exclude(language_code="en").delete()
    Group.objects.all().delete()
    root = Page.objects.get(depth=1)
    root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="welcome"))


def test_each_language_of_an_empty_site_gets_home_page_lists_and_privacy_page(client, empty_site):
    set_up()
    for language in make.LANGUAGES:
        for path in ("", "alerts/", "background/", "privacy/"):
            assert client.get(f"/{language}/{path}").status_code == 200, (language, path)
    assert not Page.objects.filter(slug="welcome").exists()
    assert Site.objects.get().hostname == "testserver"


def test_an_editor_of_a_new_site_can_write_an_alert(empty_site, client, user):
    set_up()
    client.force_login(user("Editors"))
    assert "Write an alert" in client.get(reverse("wagtailadmin_home")).content.decode()
    index = AlertIndexPage.objects.get(locale__language_code="en")
    assert client.get(f"/admin/pages/add/alerts/alertpage/{index.pk}/").status_code == 200


def test_pages_that_a_machine_has_translated_say_so(client, empty_site):
    set_up()
    for page in (AlertIndexPage, ExplainerIndexPage, StandardPage):
        found = page.objects.exclude(locale__language_code="en")
        assert {one.provenance for one in found} == {"machine"}


def test_a_second_run_changes_nothing(empty_site):
    set_up()
    before = list(Page.objects.order_by("pk").values())
    counts = [model.objects.count() for model in (ActionType, Phrase, GlossaryTerm, Group, Locale)]
    set_up()
    assert list(Page.objects.order_by("pk").values()) == before
    assert [m.objects.count() for m in (ActionType, Phrase, GlossaryTerm, Group, Locale)] == counts


def test_changes_and_deletions_by_editors_stay(empty_site):
    set_up()
    ActionType.objects.filter(name="attend").delete()
    GlossaryTerm.objects.filter(term="alert").delete()
    home = HomePage.objects.get(locale__language_code="en")
    home.title = "Our own name"
    home.save_revision().publish()
    AlertIndexPage.objects.get(locale__language_code="en").delete()
    set_up()
    assert not ActionType.objects.filter(name="attend").exists()
    assert not GlossaryTerm.objects.filter(term="alert").exists()
    assert HomePage.objects.get(locale__language_code="en").title == "Our own name"
    # Without its index page nobody could write an alert, so it is restored.
    assert AlertIndexPage.objects.filter(locale__language_code="en").exists()


def test_a_home_page_that_was_deleted_comes_back_as_a_translation_of_the_others(empty_site):
    set_up()
    key = HomePage.objects.get(locale__language_code="en").translation_key
    HomePage.objects.get(locale__language_code="so").delete()
    set_up()
    assert HomePage.objects.get(locale__language_code="so").translation_key == key


def test_a_second_run_costs_few_queries(empty_site):
    set_up()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        set_up()
    assert len(queries) < 60
