"""Tests for the checklist above an alert's form."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories as make
from tests.support import translating
from tests.support.soup import parse, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def checklist(admin_of):
    """Return a function that reads a page's checklist, as a dict of lines to True if ticked."""
    editor = admin_of("Editors")

    def read(page):
        response = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        found = parse(response).select(".checklist li")
        return {words(line).partition(": ")[2]: "is-fine" in line["class"] for line in found}

    read.editor = editor
    return read


def test_the_checklist_of_an_empty_alert_names_everything(checklist):
    alert = make.AlertPageFactory(ask="x" * 150)
    assert {line for line, is_fine in checklist(alert).items() if not is_fine} == {
        "Choose what to ask for",
        "Choose who to call",
        "The ask is too long (by 10): few people read beyond 140 characters",
        "Write the text to share",
        "Write what to say",
        "Write what to say to a machine",
        "Link some background",
        "Spanish: Missing",
        "Somali: Missing",
        "Hmong: Missing",
    }


def test_every_line_of_a_complete_alert_is_ticked(
    checklist, complete_alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for language in make.LANGUAGES[1:]:
            make.translate(complete_alert, language)
    found = checklist(complete_alert)
    assert len(found) == 13
    assert all(found.values()), found


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (None, "There is no number for Mark Dayton"),
        ("+16510", "Nobody can dial +16510 (Mark Dayton)"),
    ],
)
def test_a_number_that_nobody_can_dial_is_named(checklist, number, line):
    alert = make.AlertPageFactory()
    make.call(alert, make.office(numbers=[number] if number else []))
    assert checklist(alert)[line] is False


def test_an_alert_that_is_over_needs_an_outcome(checklist):
    past = timezone.now() - timedelta(days=1)
    alert = make.AlertPageFactory(starts_at=past - timedelta(days=1), ends_at=past)
    assert checklist(alert)["It is over: record its outcome"] is False
    alert.outcome, alert.decided_at = "lost", past
    alert.save()
    assert checklist(alert)["It is over, and its outcome is recorded"] is True


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"ask": "Call him today."}, "Give the date of “today” in ask"),
        (
            {"talking_points": [("point", "The vote is Tomorrow.")]},
            "Give the date of “Tomorrow” in talking points",
        ),
        ({"script": [("line", "I am calling today.")]}, None),
        ({"ask": "On Friday, call him."}, "Give the date of “Friday” in ask"),
        ({"ask": "On Friday, June 3, call him."}, None),
        ({"ask": "Call him on Fridays."}, None),
        (
            {"body": [("text", "<p>June 3 (Friday)</p><p>Call <b>to</b>day.</p>")]},
            "Give the date of “today” in body",
        ),
        (
            {"body": [("text", "<p>The vote is <b>next</b> week.</p>")]},
            "Give the date of “next week” in body",
        ),
    ],
)
def test_a_relative_day_is_named(checklist, fields, line):
    lines = checklist(make.AlertPageFactory(**fields))
    assert lines.get("No “today”, “Friday” or “next week” without its date", False) is (
        line is None
    )
    assert line is None or lines[line] is False


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('<p>Read <a href="https://a.example/">here</a>.</p>', "here"),
        ('<p><a href="https://a.example/">https://a.example/</a></p>', "https://a.example/"),
        ('<p>Read <a href="https://a.example/"><b>here</b></a>.</p>', "here"),
        ('<p><a href="https://a.example/"><i>Click&nbsp;</i>here!</a></p>', "Click here!"),
        ('<p><a href="https://a.example/">What the bill says here</a></p>', None),
    ],
)
def test_a_vague_link_is_named(checklist, text, word):
    lines = checklist(make.AlertPageFactory(body=[("text", text)]))
    assert lines.get("No link that only says “here”, “read more” or its address", False) is (
        word is None
    )
    assert word is None or lines[f"Let the link “{word}” say where it leads, in body"] is False


def test_with_an_action_type_the_site_writes_missing_texts(checklist):
    alert = make.AlertPageFactory(action_type=make.ask_for(), about="SF958")
    line = "Write what to say; until then the site writes it from “what to ask for”"
    assert checklist(alert)[line] is False


def test_each_missing_item_links_to_its_field(checklist):
    now = timezone.now()
    over = {"starts_at": now - timedelta(days=2), "ends_at": now - timedelta(days=1)}
    alert = make.AlertPageFactory(ask="Call him today." + "x" * 140, **over)
    response = checklist.editor.get(reverse("wagtailadmin_pages:edit", args=[alert.pk]))
    form = parse(response)
    links = [link["href"] for link in form.select(".checklist li a[href^='#']")]
    assert len(links) == 9
    assert all(form.select_one(link) for link in links), links


def test_the_checklist_describes_the_saved_alert_and_does_not_prevent_publication(checklist):
    alert = make.AlertPageFactory(slug="call")
    form = translating.alert_form(slug="call", share_text="Call {number}.")
    assert translating.edit(checklist.editor, alert, form).status_code == 302
    assert checklist(alert)["The text to share: written"] is True
    assert checklist(alert)["Choose what to ask for"] is False
    assert translating.edit(checklist.editor, alert, form, publish=True).status_code == 302


def test_a_translation_has_no_checklist(checklist, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        somali = make.translate(make.AlertPageFactory(), "so")
    assert checklist(somali) == {}
