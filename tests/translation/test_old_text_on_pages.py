"""Tests for the marks on the outdated parts of a page."""

from datetime import timedelta

import pytest
from wagtail.rich_text import RichText

from alerts.models import AlertPage
from tests.support.old_text import alert_with_parts, marks
from tests.support.surfaces import (
    CHANGED,
    OLD_NOTE,
    PUBLISHED,
    change_english,
    in_words,
    page_at,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("part", "marked"),
    [
        ("title", None),
        ("ask", "[so] English ask: call."),
        ("response", "[so] English response."),
        ("talking_points", "[so] English point two"),
        ("body", "[so] English paragraph."),
    ],
)
def test_only_the_changed_paragraph_is_marked_with_the_day(client, time_machine, part, marked):
    time_machine.move_to(PUBLISHED)
    alert_with_parts()
    assert marks(client) == []
    time_machine.move_to(CHANGED)
    page = AlertPage.objects.get(slug="call", locale__language_code="en")
    if part == "body":
        page.body[1].value = RichText("<p>English other words</p>")
    elif part == "talking_points":
        page.talking_points[1].value = "English other words"
    else:
        setattr(page, part, "English other words")
    page.save_revision().publish()
    ((before, after),) = marks(client)
    shown = before if part == "title" else after
    assert text_of(shown) == (marked or "[so] English title: call.")
    (mark,) = page_at(client, "so", "alerts/call/").main.select(".old-text")
    assert text_of(mark) == in_words(OLD_NOTE, "so")


def test_each_part_has_the_day_on_which_its_own_english_changed(client, time_machine):
    time_machine.move_to(PUBLISHED)
    alert_with_parts()
    for days, fields in enumerate(
        [{"response": "<p>Other.</p>"}, {"ask": "Other"}, {"ask": "Another"}], start=1
    ):
        time_machine.move_to(PUBLISHED + timedelta(days=days))
        change_english(**fields)
    found = {text_of(after): text_of(page_mark(after)) for _before, after in marks(client)}
    assert "Juun 5" in found["[so] English ask: call."]  # its newest change
    assert "Juun 3" in found["[so] English response."]


def page_mark(element):
    return element.find_previous_sibling(class_="old-text")
