"""Tests for the limits and links of the items on the checklist."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alerts.models import AlertPage
from tests import factories as make
from tests.support.soup import parse, words

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def items(admin_of):
    editor = admin_of("Editors")

    def read(page):
        found = checklist(editor, page).select("li")
        return {words(item).partition(": ")[2]: item for item in found}

    read.editor = editor
    return read


def checklist(client, page):
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return parse(response).select_one(".checklist")


def is_fine(item):
    (kind,) = item["class"]
    return {"is-fine": True, "is-missing": False}[kind]


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (140, "The ask has 140 characters at most"),
        (141, "The ask is too long (by 1): few people read beyond 140 characters"),
        (0, "Write the ask"),
    ],
)
def test_an_ask_has_140_characters_at_most(items, length, text):
    alert = make.AlertPageFactory()
    AlertPage.objects.update(ask="x" * length)
    found = items(alert)
    assert is_fine(found[text]) is (length == 140)


@pytest.mark.parametrize("word", ["today", "Tonight", "TOMORROW", "yesterday"])
def test_each_relative_day_is_named_as_it_is_written(items, word):
    found = items(make.AlertPageFactory(ask=f"Call him {word}."))
    assert not is_fine(found[f"Give the date of “{word}” in ask"])


def test_a_word_that_only_begins_like_a_relative_day_is_fine(items):
    found = items(make.AlertPageFactory(ask="Call the Todayville office."))
    assert is_fine(found["No “today”, “Friday” or “next week” without its date"])


@pytest.mark.parametrize("text", ["on Fri.", "by Thurs at 5", "Tue"])
def test_a_shortened_day_needs_a_date_too(items, text):
    day = re.search("Fri|Thurs|Tue", text)[0]
    found = items(make.AlertPageFactory(ask=f"Call him {text}"))
    assert not is_fine(found[f"Give the date of “{day}” in ask"])


@pytest.mark.parametrize("text", ["every Friday", "Fridays", "Fri., June 3", "Thurs, 6/2"])
def test_a_day_with_a_date_or_of_each_week_is_fine(items, text):
    found = items(make.AlertPageFactory(ask=f"Call him {text}."))
    assert is_fine(found["No “today”, “Friday” or “next week” without its date"])


@pytest.mark.parametrize("kind", ["button", "document", "documents", "video"])
def test_a_vague_label_of_a_block_is_named(items, kind):
    address = "https://a.example/"
    document = {"document": make.DocumentFactory().pk, "label": "Click here"}
    values = {
        "button": {"label": "Click here", "page": None, "url": address},
        "document": document,
        "documents": [{"type": "item", "value": document, "id": "item"}],
        "video": {"title": "Click here", "image": make.ImageFactory().pk, "url": address},
    }
    body = [{"type": kind, "value": values[kind], "id": "block"}]
    found = items(make.AlertPageFactory(body=body))
    assert not is_fine(found["Let the link “Click here” say where it leads, in body"])


@pytest.mark.parametrize(
    "text",
    [
        *("here", "click here", "Read more", "more", "this", "This link", "over here"),
        *("More info", "Go", "leg.mn.gov/find"),
    ],
)
def test_each_vague_link_is_named(items, text):
    link = f'<p><a href="https://a.example/">{text}</a></p>'
    found = items(make.AlertPageFactory(body=[("text", link)]))
    assert not is_fine(found[f"Let the link “{text}” say where it leads, in body"])


def test_the_second_of_two_numbers_and_of_two_offices_is_looked_at_too(items):
    alert = make.AlertPageFactory()
    make.call(alert, make.office("First"), make.office("Second", ["+16512013400", "+16510"]))
    assert not is_fine(items(alert)["Nobody can dial +16510 (Second)"])
    make.call(alert, make.office("Third", []), make.office("Fourth", []))
    assert not is_fine(items(alert)["There is no number for Third, Fourth"])


def test_an_office_that_is_listed_twice_is_named(items):
    alert, office = make.AlertPageFactory(), make.office("Mark Dayton")
    make.call(alert, office, make.office("Second"), office)
    assert not is_fine(items(alert)["More than once: Mark Dayton"])


def test_the_item_about_an_offices_number_leads_to_the_office(items):
    alert = make.AlertPageFactory()
    make.call(
        alert, make.office("First"), office := make.office("Second", []), make.office("Third", [])
    )
    link = items(alert)["There is no number for Second, Third"].a["href"]
    assert items.editor.get(link).context["form"].instance == office


def test_an_office_with_a_number_is_fine(items):
    alert = make.AlertPageFactory()
    make.call(alert, make.office())
    assert is_fine(items(alert)["Every office has a number that can be dialed"])


@pytest.mark.parametrize("missing", ["starts_at", "ends_at"])
def test_both_times_are_asked_for(items, missing):
    alert = make.AlertPageFactory(live=False, **{missing: None})
    assert not is_fine(items(alert)["Say when it starts and when it ends"])


@pytest.mark.usefixtures("noon")
def test_a_deadline_is_in_the_future_until_its_second(items, time_machine):
    time_machine.move_to("2031-06-03T12:00:02+00:00", tick=False)
    alert = make.AlertPageFactory(
        starts_at=timezone.now() - DAY, ends_at=timezone.now() + timedelta(seconds=1)
    )
    assert is_fine(items(alert)["The deadline is in the future"])
    time_machine.shift(1)
    assert not is_fine(items(alert)["It is over: record its outcome"])


def test_words_about_the_outcome_are_enough(items):
    alert = make.AlertPageFactory(
        starts_at=timezone.now() - 2 * DAY,
        ends_at=timezone.now() - DAY,
        outcome_text="<p>He signed it.</p>",
    )
    assert is_fine(items(alert)["It is over, and its outcome is recorded"])


def test_an_item_that_is_done_leads_nowhere_and_says_that_it_is_done(items):
    alert = make.AlertPageFactory(share_text="Call.")
    for text, item in items(alert).items():
        is_translation = text.startswith(("Spanish", "Somali", "Hmong"))
        if is_translation:
            assert words(item).startswith("To do: ")
        else:
            assert words(item).startswith("Done: " if is_fine(item) else "Missing: ")
            assert bool(item.a) is not is_fine(item)
    assert is_fine(items(alert)["The text to share: written"])


def test_a_translation_leads_to_its_form_once_it_is_begun(
    items, django_capture_on_commit_callbacks
):
    alert = make.AlertPageFactory()
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    make.submit(alert, "es").save_target(publish=False)
    found = items(alert)
    assert found["Hmong: Missing"].a["href"] == reverse("translation_dashboard")
    (somali,) = (item for text, item in found.items() if text.startswith("Somali: "))
    assert is_fine(somali)
    assert somali.a["href"]
    (spanish,) = (item for text, item in found.items() if text.startswith("Spanish: "))
    assert not is_fine(spanish)
    assert spanish.a["href"]
    assert "0 of 2 sentences" in words(spanish)


def test_a_new_alert_has_no_checklist_and_a_saved_one_has(items):
    alert = make.AlertPageFactory()
    add = reverse("wagtailadmin_pages:add", args=["alerts", "alertpage", alert.get_parent().pk])
    form = parse(items.editor.get(add))
    assert not form.select(".checklist")
    shown = checklist(items.editor, alert)
    assert words(shown.p).startswith("Look at the items that are not ticked.")


def test_a_complete_alert_misses_nothing(items, complete_alert):
    assert words(checklist(items.editor, complete_alert).p) == "Nothing is missing."


def test_the_content_checks_look_for_a_number_and_a_script_on_active_alerts_only(items):
    alert = make.AlertPageFactory()
    page = items.editor.get(reverse("wagtailadmin_pages:edit", args=[alert.pk]))
    script = parse(page).select_one("#checker-axe-configuration")
    spec = json.loads(script.string)["spec"]
    rules = {rule["id"]: rule for rule in spec["rules"]}
    checks = {check["id"]: check for check in spec["checks"]}
    for name, selector in (
        ("number-to-call", "a[href^='tel:']"),
        ("something-to-say", "section.script"),
    ):
        assert rules[name]["selector"] == "article.alert.active"
        assert rules[name]["enabled"] is True
        assert rules[name]["any"] == [f"has-{name}"]
        assert checks[f"has-{name}"]["options"] == {"selector": selector}
        assert checks[f"has-{name}"]["evaluate"] == "has-descendant-evaluate"
