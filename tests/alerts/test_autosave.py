"""Tests for drafts that the editor's script saves in the background."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import Page, PageSubscription
from wagtail.test.utils.form_data import nested_form_data, streamfield

from alerts.models import AlertPage, ExplainerPage
from tests import factories as make
from tests.support import translating
from tests.support.autosave import (
    add_address,
    autosave,
    draft,
    edit_address,
    new_form,
    opened,
    press,
)
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

CONFLICT = "has saved this page since you opened it"


@pytest.fixture
def offices():
    return make.office("Mark Dayton", []), make.office("Lori Swanson", [])


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(title="Call the governor", slug="call-the-governor")
    alert.save_revision().publish()
    return AlertPage.objects.get()


# A new page


@pytest.mark.parametrize("slug", ["call-the-governor", ""], ids=["slug", "slug from the title"])
def test_publish_goes_on_with_the_page_that_a_save_on_its_way_creates(editor, offices, slug):
    form = new_form([offices[0]], slug=slug)
    assert autosave(editor, add_address(), form).json()["success"]
    form |= new_form(offices, slug=slug, key=form["form_key"], ask="Ask for a veto.")
    assert press(editor, add_address(), form, publish=True).status_code == 302
    page = AlertPage.objects.get()
    assert (page.live, page.slug, page.ask) == (True, "call-the-governor", "Ask for a veto.")
    assert [link.office for link in page.office_links.all()] == [*offices]
    assert [link.office for link in draft(page).office_links.all()] == [*offices]


def test_a_background_page_and_a_button_for_drafts_go_on_with_the_same_page(editor):
    address = add_address("explainerpage", make.ExplainerIndexPageFactory)
    fields = {"slug": "", "body": streamfield([]), "sources": streamfield([])}
    form = nested_form_data(fields | {"title": "Program"}) | {"form_key": str(uuid4())}
    autosave(editor, address, form)
    assert press(editor, address, form | {"title": "The program"}).status_code == 302
    assert draft(ExplainerPage.objects.get()).title == "The program"


def test_a_save_whose_answer_was_lost_is_repeated_on_the_same_page(editor, offices):
    form = new_form(offices)
    autosave(editor, add_address(), form)
    answer = autosave(editor, add_address(), form | {"ask": "Ask for a veto."}).json()
    page = AlertPage.objects.get()
    assert answer["url"] == edit_address(page)
    assert editor.get(answer["hydrate_url"]).status_code == 200
    assert answer["field_updates"]["office_links-0-id"] == str(page.office_links.first().pk)
    assert (page.ask, page.office_links.count()) == ("Ask for a veto.", 2)
    assert page.revisions.count() == 1


def test_a_save_that_arrives_after_publish_does_not_replace_newer_words(editor):
    form = new_form(ask="Ask for a veto.")
    press(editor, add_address(), form, publish=True)
    late = autosave(editor, add_address(), form | {"ask": "Ask"})
    assert (late.status_code, late.json()["error_code"]) == (400, "invalid_revision")
    page = AlertPage.objects.get()
    assert (page.ask, draft(page).ask) == ("Ask for a veto.", "Ask for a veto.")


@pytest.mark.parametrize("publish", [False, True])
def test_a_button_that_is_pressed_twice_makes_one_page(editor, publish):
    form = new_form(slug="")
    press(editor, add_address(), form, publish=publish)
    again = press(editor, add_address(), form, publish=publish)
    assert CONFLICT in again.text
    assert AlertPage.objects.get().live is publish


def test_words_of_a_colleague_in_the_new_draft_are_not_replaced_without_a_question(editor, user):
    form = new_form()
    autosave(editor, add_address(), form)
    page = AlertPage.objects.get()
    page.ask = "Ask for a veto."
    page.save_revision(user=user("Editors", first_name="Pa Houa", last_name="Vang"))
    assert autosave(editor, add_address(), form).json()["error_code"] == "invalid_revision"
    answer = press(editor, add_address(), form | {"title": "Mine"}, publish=True)
    assert "Changed since you opened it: Ask." in parse(answer).get_text(" ", strip=True)
    assert parse(answer).find(attrs={"name": "title"})["value"] == "Mine"
    assert draft(AlertPage.objects.get()).ask == "Ask for a veto."
    assert not AlertPage.objects.get().live


def test_a_form_whose_last_revision_was_deleted_replaces_no_words_of_a_colleague(editor, user):
    form = new_form()
    autosave(editor, add_address(), form)
    page = AlertPage.objects.get()
    page.ask = "Ask for a veto."
    page.save_revision(user=user("Editors"))
    page.revisions.earliest("pk").delete()
    assert autosave(editor, add_address(), form).json()["error_code"] == "invalid_revision"
    assert CONFLICT in press(editor, add_address(), form, publish=True).text
    assert draft(page).ask == "Ask for a veto."


def test_two_forms_make_two_pages(editor):
    assert autosave(editor, add_address(), new_form(slug="")).json()["success"]
    assert autosave(editor, add_address(), new_form(slug="")).json()["success"]
    assert AlertPage.objects.count() == 2


@pytest.mark.parametrize("key", ["x", "a\0b"])
def test_a_made_up_key_makes_an_ordinary_page(editor, key):
    assert press(editor, add_address(), new_form(key=key)).status_code in (200, 302)
    assert press(editor, add_address(), translating.alert_form(slug="b")).status_code == 302


def test_the_key_of_a_page_that_one_may_not_edit_opens_nothing(editor, admin_of):
    form = new_form()
    autosave(editor, add_address(), form)
    translator = admin_of("Translators (Hmoob)")
    press(translator, add_address(), form | {"ask": "Ask for a veto."}, publish=True)
    assert AlertPage.objects.get().ask == "Ask him to stand firm."


def test_a_form_whose_page_was_deleted_makes_the_page_again(editor):
    form = new_form()
    autosave(editor, add_address(), form)
    AlertPage.objects.get().delete()
    assert press(editor, add_address(), form).status_code == 302
    assert AlertPage.objects.get().title == "Call the governor"


def test_a_form_that_is_refused_goes_on_with_the_same_key(editor):
    form = new_form()
    refused = press(editor, add_address(), form | {"ask": ""}, publish=True)
    assert parse(refused).find(attrs={"name": "form_key"})["value"] == form["form_key"]
    assert autosave(editor, add_address(), form).json()["success"]
    assert press(editor, add_address(), form, publish=True).status_code == 302
    assert AlertPage.objects.get().live


# An existing page


@pytest.mark.parametrize("publish", [False, True])
def test_a_form_is_in_no_conflict_with_its_own_saves(editor, alert, offices, publish):
    form = new_form([offices[0]]) | opened(editor, alert)
    for title in ("One", "Two"):
        assert autosave(editor, edit_address(alert), form | {"title": title}).json()["success"]
    answer = press(editor, edit_address(alert), form | {"title": "Three"}, publish=publish)
    assert answer.status_code == 302
    assert draft(alert).title == "Three"
    assert [link.office for link in draft(alert).office_links.all()] == [offices[0]]
    # The published version, that of the background, and that of the button.
    assert alert.revisions.count() == 3


def test_a_row_that_was_deleted_in_the_background_may_be_deleted_again(editor, offices):
    autosave(editor, add_address(), new_form(offices))
    page = AlertPage.objects.get()
    form = new_form(page.office_links.all()) | opened(editor, page) | {"office_links-0-DELETE": "1"}
    for _time in range(2):
        assert autosave(editor, edit_address(page), form).json()["success"]
    assert press(editor, edit_address(page), form, publish=True).status_code == 302
    assert [link.office for link in draft(page).office_links.all()] == [offices[1]]


@pytest.mark.parametrize("publish", [False, True])
def test_a_save_that_arrives_after_a_button_is_refused(editor, alert, publish):
    form = new_form() | opened(editor, alert)
    autosave(editor, edit_address(alert), form | {"title": "Call the gov"})
    own = {"overwrite_revision_id": str(Page.objects.get(pk=alert.pk).latest_revision_id)}
    press(editor, edit_address(alert), form | {"title": "Mine"}, publish=publish)
    for late in (form, form | own):
        answer = autosave(editor, edit_address(alert), late)
        assert answer.json()["error_code"] == "invalid_revision"
    assert draft(alert).title == "Mine"


def test_a_version_that_was_published_meanwhile_is_not_overwritten(editor, alert):
    form = new_form() | opened(editor, alert)
    autosave(editor, edit_address(alert), form | {"title": "Ready"})
    alert.refresh_from_db()
    alert.latest_revision.publish()
    assert autosave(editor, edit_address(alert), form | {"title": "Next"}).json()["success"]
    alert.refresh_from_db()
    assert alert.live_revision.content["title"] == alert.title == "Ready"
    assert draft(alert).title == "Next"


def test_the_second_editor_keeps_the_words_and_is_asked_before_anything_is_saved(
    editor, alert, user, client
):
    form = new_form(title="Mine") | opened(editor, alert)
    colleague = user("Editors", first_name="Pa Houa", last_name="Vang")
    other = draft(alert)
    other.ask = "Ask for a veto."
    other.save_revision(user=colleague)
    assert autosave(editor, edit_address(alert), form).json()["error_code"] == "invalid_revision"
    asked = parse(press(editor, edit_address(alert), form))
    assert CONFLICT in asked.get_text()
    names = ("loaded_revision_id", "loaded_revision_created_at", "form_key", "undecided_conflict")
    again = form | {name: asked.find(attrs={"name": name})["value"] for name in names}
    refused = autosave(editor, edit_address(alert), again).json()
    assert refused["error_message"].startswith("What you type is not saved in the background.")
    assert draft(alert).ask == "Ask for a veto."
    assert press(editor, edit_address(alert), again).status_code == 302
    assert draft(alert).title == "Mine"
    assert "Ask for a veto." in [one.content["ask"] for one in alert.revisions.all()]


def test_a_version_that_is_saved_after_the_form_was_checked_is_not_replaced(alert, user):
    page = draft(alert)
    form = page.get_edit_handler().get_form_class()(
        new_form(title="Mine"), instance=page, subscription=PageSubscription(), for_user=user()
    )
    form.defer_required_fields()
    assert form.is_valid(), form.errors
    draft(alert).save_revision(user=user("Editors"))
    with pytest.raises(PermissionDenied, match="Somebody else has just saved this page"):
        form.save(commit=False)
