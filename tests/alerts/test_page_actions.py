"""Tests for creating, copying, moving, deleting, publishing and unpublishing pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.models import Page

from alerts.models import AlertPage
from tests import factories as make
from tests.support import translating

pytestmark = pytest.mark.django_db


def test_pages_are_written_in_english_only(editor, sample):
    somali = sample.get_translations().get(locale__language_code="so")
    index = somali.get_parent()
    add = reverse("wagtailadmin_pages:add", args=["alerts", "alertpage", index.pk])
    copy = reverse("wagtailadmin_pages:copy", args=[somali.pk])
    before = Page.objects.count()
    for url, form in (
        (add, translating.alert_form() | {"action-publish": "1"}),
        (copy, {"new_title": "Copy", "new_slug": "copy", "new_parent_page": index.pk}),
    ):
        for response in (editor.get(url, follow=True), editor.post(url, form, follow=True)):
            assert [m.level_tag for m in response.context["messages"]] == ["error"]
    assert Page.objects.count() == before


def act(client, action, page, *, bulk):
    if bulk:
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        return client.post(f"{url}?id={page.pk}&next=/admin/", follow=True)
    return client.post(reverse(f"wagtailadmin_pages:{action}", args=[page.pk]), follow=True)


BULK = pytest.mark.parametrize("bulk", [False, True], ids=["alone", "in bulk"])


@pytest.mark.parametrize("which", ["alert", "index"])
def test_an_english_page_is_not_deleted_in_bulk_under_its_translations(editor, which):
    alert = make.AlertPageFactory()
    make.translate(alert, "so", publish=False)
    page = alert if which == "alert" else alert.get_parent()
    response = act(editor, "delete", page, bulk=True)
    assert [m.level_tag for m in response.context["messages"]] == ["error"]
    assert AlertPage.objects.filter(pk=alert.pk).exists()


@BULK
def test_an_english_page_without_translations_can_be_deleted(editor, bulk):
    alert = make.AlertPageFactory()
    act(editor, "delete", alert, bulk=bulk)
    assert not AlertPage.objects.filter(pk=alert.pk).exists()


@BULK
@pytest.mark.parametrize("language", ["en", "so"])
@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_each_language_keeps_its_home_page(admin_of, action, language, bulk):
    home = make.home(language)
    act(admin_of(), action, home, bulk=bulk)
    assert Page.objects.get(pk=home.pk).live


def test_an_english_page_is_not_moved_or_copied_into_a_translated_tree(editor):
    alert = make.AlertPageFactory(slug="call")
    somali = make.translate(alert, "so", publish=False)
    copies = AlertPage.objects.count()
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": somali.get_parent().pk}
    editor.post(reverse("wagtailadmin_pages:copy", args=[alert.pk]), form)
    assert AlertPage.objects.count() == copies
    url = reverse("wagtailadmin_pages:move_confirm", args=[alert.pk, somali.get_parent().pk])
    editor.post(url)
    assert AlertPage.objects.get(pk=alert.pk).get_parent().pk == alert.get_parent().pk


@pytest.mark.parametrize("which", ["page", "parent"])
def test_a_draft_without_its_times_is_not_published_in_bulk(admin_of, which):
    draft = make.AlertPageFactory(live=False, starts_at=None)
    draft.save_revision()
    chosen = draft if which == "page" else draft.get_parent()
    publish = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    sent = {"include_descendants": "on"} if which == "parent" else {}
    client = admin_of("Editors")

    answer = client.post(f"{publish}?id={chosen.pk}", sent, follow=True)

    draft.refresh_from_db()
    assert not draft.live
    assert "is not complete" in answer.text
    draft.starts_at = draft.ends_at - timedelta(days=1)
    draft.save_revision()
    client.post(f"{publish}?id={chosen.pk}", sent)
    draft.refresh_from_db()
    assert draft.live
