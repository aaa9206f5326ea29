"""Tests for attributes and headings of pages about calls, for readers and in the admin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.models import OfficePhone
from home.addresses import page_address
from tests import factories as make
from tests.support.call_results import DAY, address, count_calls, count_support
from tests.support.soup import page_of, words

pytestmark = pytest.mark.django_db


def read(client, alert, path="", language="en"):
    return page_of(client.get(page_address(alert, language) + path))


def test_forms_are_sent_by_post_and_search_engines_do_not_follow_the_link_to_support(client, alert):
    form = read(client, alert, "report/").select_one("form.reader-form")
    assert (form["method"], form.textarea["rows"]) == ("post", "3")
    assert read(client, alert, "stand/").select_one("form.stand-form")["method"] == "post"
    assert read(client, alert).select_one("#stand a.button")["rel"] == ["nofollow"]


def test_the_sections_of_the_thanks_have_labels_and_english_names(client, alert):
    alert.meeting = make.meeting()
    alert.save()
    page = read(client, alert, "report/thanks/", "so").main
    for name in ("next", "share", "meeting"):
        assert page.find(id=name).find_parent("section")["aria-labelledby"] == name
    names = page.select(".office-name b")
    assert [words(one) for one in names] == ["Mark Dayton", "Al Franken"]
    assert {(one["lang"], one["translate"]) for one in names} == {("en", "no")}


def test_an_office_without_a_number_has_no_button_in_the_thanks(client, alert):
    OfficePhone.objects.filter(office=alert.offices[0]).delete()
    page = read(client, alert, "stand/thanks/").main
    assert [len(one.select("a.call-button")) for one in page.select(".office")] == [0, 1]


@pytest.mark.parametrize(
    ("starts_in", "heading"),
    [
        (-0.5, "Did you call? Tell us how it went"),
        (1, "After you call, tell us how it went"),
    ],
)
def test_the_heading_of_the_last_step_fits_the_state_of_the_alert(
    client, alert, starts_in, heading
):
    alert.starts_at = timezone.now() + timedelta(days=starts_in)
    alert.ends_at = alert.starts_at + timedelta(days=1)
    alert.response = "<p>Write to us.</p>"
    alert.save()
    page = read(client, alert, language="en")
    assert words(page.find(id="response")) == heading
    text = read(client, alert, language="so").find(id="response").find_next("div", class_="text")
    assert (text["lang"], words(text)) == ("en", "Write to us.")


def test_what_an_ended_alert_asked_callers_to_tell_is_no_step(client, alert):
    alert.starts_at = timezone.now() - timedelta(days=2)
    alert.ends_at = alert.starts_at + timedelta(days=1)
    alert.response = "<p>Write to us.</p>"
    alert.save()
    page = read(client, alert)
    assert not page.find(id="response")
    (text,) = [one for one in page.select(".read .text") if words(one) == "Write to us."]
    assert words(text.find_previous("h3")) == "What we asked for"


# Admin


def test_forms_in_the_admin_are_sent_by_post(editor, alert):
    count_calls(alert, 6, 3)
    page = page_of(editor.get(address(alert))).main
    (form,) = page.select("form[action]")
    assert form["method"] == "post"
    assert form["action"] == address(alert, "calls_held", "calls", "2031-06-03", "count")
    assert form.select("button")[1]["formaction"] == address(
        alert, "calls_held", "calls", "2031-06-03", "drop"
    )
    reset = address(alert, "calls_reset_day", "calls", "2031-06-03")
    assert page.select_one("a.no")["href"] == reset
    assert page_of(editor.get(reset)).main.form["method"] == "post"


def test_the_tables_in_the_admin_say_what_they_count(editor, alert):
    count_calls(alert, 6)
    count_support(alert, 6, day=DAY)
    page = page_of(editor.get(address(alert))).main
    notes = [words(one.find_next_sibling()) for one in page.select("h2[id]")]
    assert notes[0] == "Answered and unanswered calls."
    assert not notes[1].startswith("Answered")
    assert [words(th) for th in page.select("table")[-1].select("thead th")] == [
        "Day",
        "Office",
        "Language",
        "Spoke to a person",
        "Left a message",
        "No answer",
        "The line was busy",
        "They refused to talk",
        "Held",
    ]
