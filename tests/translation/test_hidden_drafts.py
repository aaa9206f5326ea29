"""Tests for drafts and strings that a role may not read."""

import pytest
from django.urls import reverse

from alerts.models import AlertPage
from tests import factories as make
from tests.support import translating

pytestmark = pytest.mark.django_db

SOMALI = "Translators (Soomaali)"
TRANSLATORS = ("Translators (Español)", SOMALI, "Translators (Hmoob)")


@pytest.fixture
def site(django_capture_on_commit_callbacks):
    alert = make.AlertPageFactory(slug="call")
    with django_capture_on_commit_callbacks(execute=True):
        spanish = make.translate(alert, "es")
    alert.title = "Secret headline of the draft"
    alert.save_revision()
    return {"en": AlertPage.objects.get(pk=alert.pk), "es": spanish}


def spanish(site):
    return translating.translation_of(site["en"], "es")


@pytest.mark.parametrize("role", [*TRANSLATORS, "Moderators"])
def test_only_editors_can_read_a_draft_of_the_english_page(admin_of, site, role):
    client = admin_of(role)
    page = site["en"]
    revision = page.get_latest_revision()
    for url in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]),
        reverse("wagtailadmin_pages:history", args=[page.pk]),
        reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revision.pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"]),
        reverse("wagtailadmin_explore", args=[page.get_parent().pk]),
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_pages:search") + "?q=Secret",
        reverse("wagtailadmin_reports:site_history"),
        reverse("wagtailadmin_choose_page_child", args=[page.get_parent().pk]),
        reverse("wagtailadmin_choose_page_search") + "?q=Secret",
        reverse("wagtailadmin_api:pages:listing"),
        reverse("wagtailadmin_api:pages:detail", args=[page.pk]),
    ):
        response = client.get(url)
        assert b"Secret headline" not in response.content, url


@pytest.mark.parametrize("role", [SOMALI, "Moderators"])
@pytest.mark.parametrize("address", ["download_pofile", "preview_translation"])
def test_the_strings_of_another_language_cannot_be_downloaded(admin_of, site, role, address):
    url = reverse(f"wagtail_localize:{address}", args=[spanish(site).pk])
    response = admin_of(role).get(url)
    assert (response.status_code, response["Location"]) == (302, "/admin/")


@pytest.mark.usefixtures("indexing")
def test_editors_find_their_drafts_in_the_page_chooser(admin_of, site):
    client = admin_of("Editors")
    for url in (
        reverse("wagtailadmin_choose_page_child", args=[site["en"].get_parent().pk]),
        reverse("wagtailadmin_choose_page_search") + "?q=English",
    ):
        assert b"Secret headline" in client.get(url).content, url
