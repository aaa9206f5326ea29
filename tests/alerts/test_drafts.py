"""Tests for drafts, which may be incomplete until they are published."""

import pytest
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from alerts.models import AlertPage
from home.people.models import User
from tests import factories as make
from tests.support import translating

pytestmark = pytest.mark.django_db

HALF_TYPED = [
    {"outcome": "won"},
    {"decided_at": "2031-06-03 12:00"},
    {"starts_at": "2031-06-04 12:00", "ends_at": "2031-06-03 12:00"},
    {"share_text": "Call {numb"},
    {"ask": ""},
]


@pytest.mark.parametrize("fields", HALF_TYPED, ids=str)
def test_a_draft_may_be_half_typed_but_is_not_published(editor, fields):
    form = translating.alert_form(**fields)
    assert translating.add_alert(editor, form).status_code == 302
    page = AlertPage.objects.get()
    assert translating.edit(editor, page, form).status_code == 302
    answer = translating.edit(editor, page, form, publish=True)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    publish = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    assert "is not complete" in editor.post(f"{publish}?id={page.pk}", follow=True).text
    assert not AlertPage.objects.get().live


def test_a_half_typed_draft_of_a_live_page_does_not_change_the_page(editor):
    page = make.AlertPageFactory(slug="call")
    page.save_revision().publish()
    form = translating.alert_form(slug="call", action_type=make.ask_for().pk)
    assert translating.edit(editor, page, form).status_code == 302
    assert AlertPage.objects.get(pk=page.pk).action_type is None


def test_a_draft_still_may_not_follow_itself(editor):
    page = make.AlertPageFactory(live=False, first_published_at=None)
    form = translating.alert_form(follows=page.pk)
    assert "follows this one" in translating.edit(editor, page, form).text


def test_a_slug_that_is_changed_in_a_draft_leaves_no_redirect(editor, committed):
    translating.add_alert(editor, translating.alert_form(slug="one"))
    page = AlertPage.objects.get()
    committed(translating.edit, editor, page, translating.alert_form(slug="two"))
    assert AlertPage.objects.get().slug == "two"
    assert not Redirect.objects.exists()
    committed(translating.edit, editor, page, translating.alert_form(slug="three"), publish=True)
    assert not Redirect.objects.exists()
    committed(translating.edit, editor, page, translating.alert_form(slug="four"), publish=True)
    assert Redirect.objects.get().old_path == "/en/alerts/three"


def test_a_save_in_the_background_is_no_conflict_with_the_same_browser(editor):
    page = make.AlertPageFactory(slug="call")
    opened = page.save_revision()
    saved = page.save_revision(user=User.objects.get())
    form = translating.alert_form(title="Mine", slug="call") | {
        "loaded_revision_id": opened.pk,
        "loaded_revision_created_at": opened.created_at.isoformat(),
    }
    assert translating.edit(editor, page, form).status_code == 200
    overwriting = form | {"overwrite_revision_id": saved.pk}
    assert translating.edit(editor, page, overwriting).status_code == 302
