"""Tests for two editors who have the same page open."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from alerts.models import AlertPage, ExplainerPage
from tests import factories as make
from tests.support import translating
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

REFUSED = "has saved this page since you opened it"


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(title="Call the governor", slug="call-the-governor")
    # The editor's form names the revision.
    alert.save_revision().publish()
    return AlertPage.objects.get()


def opened(client, page):
    html = parse(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    return {
        name: html.find("input", attrs={"name": name})["value"]
        for name in ("loaded_revision_id", "loaded_revision_created_at")
    }


def save_as(user, page, **fields):
    page = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision(user=user)


@pytest.fixture
def colleague(user):
    return user("Editors", first_name="Pa Houa", last_name="Vang")


def draft(page):
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


@pytest.mark.parametrize("publish", [False, True])
def test_the_second_editor_is_told_who_changed_what_and_nothing_is_saved(
    editor, colleague, alert, publish
):
    version = opened(editor, alert)
    save_as(colleague, alert, ask="Ask for a veto.")
    form = translating.alert_form(title="My headline") | version
    answer = translating.edit(editor, alert, form, publish=publish)
    page = parse(answer).get_text(" ", strip=True)
    assert REFUSED in page
    assert "Pa Houa Vang saved this page on" in page
    assert "Changed since you opened it: Ask." in page
    assert parse(answer).find(attrs={"name": "title"})["value"] == "My headline"
    assert (draft(alert).title, draft(alert).ask) == ("Call the governor", "Ask for a veto.")
    alert.refresh_from_db()
    assert alert.title == "Call the governor"


@pytest.mark.parametrize("publish", [False, True])
def test_the_form_that_is_sent_again_is_saved_and_the_other_version_stays_in_the_history(
    editor, colleague, alert, publish
):
    form = translating.alert_form(title="My headline") | opened(editor, alert)
    other = save_as(colleague, alert, ask="Ask for a veto.")
    answer = parse(translating.edit(editor, alert, form, publish=publish))
    again = {
        name: answer.find("input", attrs={"name": name})["value"]
        for name in ("loaded_revision_id", "loaded_revision_created_at")
    }
    assert translating.edit(editor, alert, form | again, publish=publish).status_code == 302
    assert draft(alert).title == "My headline"
    assert alert.revisions.get(pk=other.pk).content["ask"] == "Ask for a veto."


def test_the_comparison_shows_the_other_editors_words(editor, colleague, alert):
    form = translating.alert_form() | opened(editor, alert)
    save_as(colleague, alert, ask="Ask for a veto.")
    link = parse(translating.edit(editor, alert, form)).find("a", string="See the other changes")
    assert "Ask for a veto." in editor.get(link["href"]).content.decode()


def test_changed_rows_are_named(editor, colleague, alert):
    form = translating.alert_form() | opened(editor, alert)
    page = AlertPage.objects.get()
    page.office_links.add(type(page).office_links.rel.related_model(office=make.office("A", [])))
    page.save_revision(user=colleague)
    answer = parse(translating.edit(editor, alert, form)).get_text(" ", strip=True)
    assert "Changed since you opened it: Who to call." in answer


def test_an_explainer_is_protected_too(editor, colleague):
    page = make.ExplainerPageFactory(title="What the program is")
    page.save_revision().publish()
    version = opened(editor, page)
    save_as(colleague, page, title="What it is")
    form = nested_form_data(
        {"title": "Mine", "slug": page.slug, "body": streamfield([]), "sources": streamfield([])}
    )
    answer = translating.edit(editor, page, form | version)
    assert REFUSED in answer.content.decode()
    assert draft(ExplainerPage.objects.get()).title == "What it is"


def test_an_editor_who_is_alone_saves_as_often_as_they_like(editor, alert):
    for title in ("One", "Two"):
        form = translating.alert_form(title=title) | opened(editor, alert)
        assert translating.edit(editor, alert, form).status_code == 302
    assert draft(alert).title == "Two"


def test_an_outdated_form_can_still_be_previewed(editor, colleague, alert):
    form = translating.alert_form() | opened(editor, alert)
    save_as(colleague, alert, ask="Ask for a veto.")
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[alert.pk])
    assert editor.post(preview, form).json()["is_valid"]


@pytest.mark.parametrize("number", ["", "None", "0", "9" * 40, "٣", "x\0", "-1", "1e9"])
def test_a_made_up_version_is_refused_without_an_error(editor, colleague, alert, number):
    save_as(colleague, alert, ask="Ask for a veto.")
    form = translating.alert_form(title="Mine") | {"loaded_revision_id": number}
    answer = translating.edit(editor, alert, form)
    assert REFUSED in answer.content.decode()
    assert "history of the page" in answer.content.decode()
    assert draft(alert).title == "Call the governor"


def test_the_version_of_another_page_is_not_compared(editor, colleague, alert):
    other = make.ExplainerPageFactory()
    foreign = other.save_revision()
    save_as(colleague, alert, ask="Ask for a veto.")
    form = translating.alert_form() | {"loaded_revision_id": str(foreign.pk)}
    assert f"/{foreign.pk}..." not in translating.edit(editor, alert, form).content.decode()


def test_a_version_that_was_overwritten_in_place_is_a_conflict(editor, colleague, alert):
    first = save_as(colleague, alert, ask="Ask for a hearing.")
    version = opened(editor, alert)
    page = draft(alert)
    page.ask = "Ask for a veto."
    page.save_revision(user=colleague, overwrite_revision=first)
    answer = translating.edit(editor, alert, translating.alert_form() | version)
    assert REFUSED in answer.content.decode()
