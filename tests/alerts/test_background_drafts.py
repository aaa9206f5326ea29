"""Tests for unfinished drafts that are saved in the background, and for the costs of such saves."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry, Revision, RevisionMixin
from wagtail.snippets.models import get_snippet_models
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from alerts.models import AlertOffice, AlertPage
from home.models.base import BasePage
from home.operations import public_changes
from home.operations.models import PublicChange
from home.publishing import editor_forms
from home.publishing.models import EditorForm
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

pytestmark = pytest.mark.django_db

# Names with which a field would hide a property of the browser's form, or of its element.
HIDDEN = """acceptCharset action addEventListener append autocomplete checkValidity children
    classList click closest contains dataset dispatchEvent elements encoding enctype getAttribute
    hasAttribute id innerHTML length method name noValidate nodeName nodeType novalidate
    ownerDocument parentElement parentNode querySelector querySelectorAll remove removeAttribute
    removeEventListener reportValidity requestSubmit reset setAttribute style submit tagName
    target"""


def page_classes():
    return [model for model in apps.get_models() if issubclass(model, BasePage)]


def test_no_field_hides_a_property_of_the_browsers_form():
    # Because of a field `action`, the script sent saves to “/[object HTMLInputElement]”.
    hidden = {name.casefold() for name in HIDDEN.split()}
    for model in page_classes():
        form = model.get_edit_handler().get_form_class()
        names = {*form.base_fields, *form.formsets, "next", "undecided_conflict"}
        assert not {name for name in names if name.casefold() in hidden}


def unfinished(**fields):
    """Return the form of an alert with unfinished rows for an office and for an explainer."""
    rows = {
        "office_links": inline_formset([{"id": "", "office": "", "action_type": ""} | fields]),
        "explainer_links": inline_formset([{"id": "", "explainer": ""}]),
    }
    return new_form() | nested_form_data(rows)


@pytest.mark.parametrize("save", [autosave, press], ids=["in the background", "by the button"])
def test_an_unfinished_row_is_kept_in_the_draft(editor, save):
    action = make.ask_for()
    form = unfinished(action_type=action.pk)
    assert save(editor, add_address(), form).status_code in (200, 302)
    page = AlertPage.objects.get()
    (row,) = draft(page).office_links.all()
    assert (row.office, row.action_type) == (None, action)
    shown = editor.get(edit_address(page)).text
    assert "Choose who to call" in shown
    assert "Link some background" in shown
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert editor.post(preview, form).status_code == 200
    assert editor.get(f"{preview}?mode=").status_code == 200


def test_an_unfinished_row_is_not_published(editor):
    assert "This field is required" in press(editor, add_address(), unfinished(), publish=True).text
    autosave(editor, add_address(), unfinished())
    page = AlertPage.objects.get()
    publish = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    answer = editor.post(f"{publish}?id={page.pk}", follow=True).text
    assert "Row 1: This field cannot be blank." in answer
    assert not AlertPage.objects.get().live


def test_readers_do_not_see_an_unfinished_row_in_the_draft_of_a_live_alert(editor, client):
    page = make.AlertPageFactory(slug="call-the-governor")
    make.call(page, make.office("Mark Dayton"))
    page.save_revision().publish()
    form = unfinished() | opened(editor, page)
    assert autosave(editor, edit_address(page), form).json()["success"]
    assert AlertOffice.objects.get().office.name == "Mark Dayton"
    assert "Mark Dayton" in client.get(page.get_absolute_url()).text


@pytest.mark.parametrize(
    "fields",
    [
        {"ask": "", "starts_at": "", "ends_at": ""},
        {"starts_at": "2031-06-04 12:00", "ends_at": "2031-06-03 12:00"},
        {"share_text": "Call {numb", "script": [("line", "")]},
    ],
    ids=str,
)
def test_a_draft_that_cannot_be_published_yet_is_saved(editor, fields):
    assert autosave(editor, add_address(), new_form(**fields)).json()["success"]


def test_words_that_cannot_be_stored_are_refused_and_stay_in_the_form(editor):
    form = new_form(starts_at="next week")
    assert autosave(editor, add_address(), form).json()["error_code"] == "validation_error"
    assert 'value="next week"' in press(editor, add_address(), form).text


@pytest.fixture
def page_cache(settings, tmp_path):
    settings.PAGE_CACHE, settings.PAGE_CACHE_ROOT = True, tmp_path / "pages"
    # The page cache works from recorded changes of public content.
    public_changes.watch(connection)
    yield
    public_changes.pause("default")


def forget_changes():
    PublicChange.objects.all().delete()
    # Of several changes in a transaction, only the first is recorded.
    connection.run_on_commit.clear()


def test_saves_in_the_background_change_nothing_that_readers_see(editor, page_cache, mailoutbox):
    form, address = new_form([make.office()], slug="one"), add_address()
    before = DBTaskResult.objects.count()
    forget_changes()
    autosave(editor, address, form)
    page = AlertPage.objects.get()
    form |= opened(editor, page)
    for slug in ("two", "three", "four"):
        assert autosave(editor, edit_address(page), form | {"slug": slug}).json()["success"]
    assert not PublicChange.objects.exists()
    assert DBTaskResult.objects.count() == before
    assert not mailoutbox
    assert not Redirect.objects.exists()
    assert not AlertPage.objects.get().live
    press(editor, edit_address(page), form, publish=True)
    assert PublicChange.objects.exists()


def test_saves_in_the_background_leave_a_live_page_and_its_stored_copies_as_they_are(
    editor, page_cache
):
    page = make.AlertPageFactory(title="Call the governor", slug="call-the-governor")
    page.save_revision().publish()
    form = new_form() | opened(editor, page)
    forget_changes()
    for title in ("One", "Two"):
        autosave(editor, edit_address(page), form | {"title": title, "slug": "other"})
    assert not PublicChange.objects.exists()
    page.refresh_from_db()
    assert (page.title, page.slug) == ("Call the governor", "call-the-governor")


def test_an_hour_of_writing_leaves_one_revision_and_one_entry_in_the_log(editor):
    form = new_form()
    autosave(editor, add_address(), form)
    page = AlertPage.objects.get()
    for number in range(5):
        autosave(editor, edit_address(page), form | {"ask": f"Ask {number}"})
    assert draft(page).ask == "Ask 4"
    (entry,) = PageLogEntry.objects.filter(action="wagtail.edit")
    (revision,) = Revision.objects.all()
    assert revision.created_at - entry.timestamp < timedelta(seconds=1)


def cost(client, offices):
    """Return the query count of a background save of an alert with `offices` offices."""
    page = make.AlertPageFactory(live=False, first_published_at=None)
    make.call(page, *(make.office(f"Office {number}") for number in range(offices)))
    page.save_revision()
    form = new_form(page.office_links.all(), slug=page.slug) | opened(client, page)
    autosave(client, edit_address(page), form)
    with CaptureQueriesContext(connection) as queries:
        assert autosave(client, edit_address(page), form | {"ask": "Ask"}).json()["success"]
    return len(queries)


def test_the_queries_of_a_save_do_not_grow_with_other_alerts(editor):
    cost(editor, 1)
    few = cost(editor, 1)
    for number in range(3):
        make.AlertPageFactory(title=f"Other {number}", slug=f"other-{number}")
    assert cost(editor, 1) <= few


def test_no_snippet_is_saved_in_the_background():
    assert not [model for model in get_snippet_models() if issubclass(model, RevisionMixin)]


def test_the_translate_view_saves_nothing_in_the_background(admin_of):
    page = make.AlertPageFactory(title="Call the governor")
    page.save_revision().publish()
    client = admin_of(None)
    translating.submit(client, page, "so")
    translation = AlertPage.objects.get(locale__language_code="so")
    shown = client.get(edit_address(translation)).text
    assert "w-autosave" not in shown
    assert "form_key" not in shown


def test_records_of_closed_forms_are_deleted(editor, time_machine):
    autosave(editor, add_address(), new_form())
    assert editor_forms.delete_old(dry_run=True) == 0
    time_machine.move_to(timezone.now() + editor_forms.KEEP_FOR + timedelta(minutes=1))
    assert editor_forms.delete_old(dry_run=True) == 1
    assert editor_forms.delete_old(dry_run=False) == 1
    assert AlertPage.objects.exists()
    assert not EditorForm.objects.exists()
