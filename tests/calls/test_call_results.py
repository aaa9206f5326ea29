"""Tests for call results on the alert's public page and in the admin."""

import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import PageLogEntry

from alerts.calls import totals
from alerts.calls.models import CallCount, SupportCount
from alerts.calls.suppression import LEAST, shown_of
from alerts.comments.erasure import erase, withdraw
from alerts.comments.models import Status
from alerts.comments.services import Decision, set_status
from alerts.models import AlertPage, Office
from home.addresses import page_address
from tests import factories as make
from tests.support.call_results import DAY, address, count_calls
from tests.support.soup import parse, text_of

HIDDEN = "fewer than 5, or not shown"


def results_section(client, alert, language="en"):
    page = parse(client.get(page_address(alert, language)))
    section = page.find(id="response").find_parent("section")
    rows = [(row.th.text.strip(), row.td.text.strip()) for row in section.select("tr")]
    return text_of(section), rows


def test_four_calls_are_not_shown_and_five_are(client, alert):
    count_calls(alert, 4)
    assert "calls made" not in results_section(client, alert)[0]
    count_calls(alert, 1, language="so")
    words, rows = results_section(client, alert)
    assert "5 calls made" in words
    assert rows == [("Mark Dayton", "5"), ("June 3, 2031", "5")]


def test_calls_that_nobody_answered_do_not_count(client, alert):
    count_calls(alert, 1_200)
    for result in ("busy", "no_answer"):
        count_calls(alert, 50, result=result)
    assert "1,200 calls made" in results_section(client, alert)[0]


def test_subtraction_does_not_reveal_a_small_count(client, alert):
    count_calls(alert, 20)
    count_calls(alert, 3, office=1, day=DAY + timedelta(days=1))
    words, rows = results_section(client, alert)
    assert "23 calls made" in words
    assert [number for _which, number in rows] == ["fewer than 5, or not shown"] * 4


numbers = st.dictionaries(st.integers(), st.integers(0, 12), max_size=8)


@settings(deadline=None, derandomize=True, database=None)
@given(numbers=numbers)
def test_hidden_parts_sum_to_zero_or_to_at_least_five(numbers):
    parts = shown_of(numbers)
    kept = [number for number in parts.values() if number is not None]
    missing = sum(numbers.values()) - sum(kept)
    assert min(kept, default=LEAST) >= LEAST
    assert missing == 0 or missing >= LEAST or not kept


def test_small_parts_that_sum_to_five_hide_no_other_part(client, alert):
    count_of_three(alert, {"Mark Dayton": 3, "Al Franken": 2, "Aaron Zed": 10})
    shown = dict(results_section(client, alert)[1][:3])
    assert shown == {"Aaron Zed": "10", "Al Franken": HIDDEN, "Mark Dayton": HIDDEN}


def test_the_newest_answers_in_every_language_are_shown_until_their_text_is_gone(
    client, alert, user
):
    office = alert.offices[0]
    count_calls(alert, 1)
    answers = [
        make.comment(
            alert, code, Status.PENDING, f"Words in {code}.", office=office, call_result="spoke"
        )
        for code in make.LANGUAGES
    ]
    for comment in answers:
        set_status(comment.pk, Decision(Status.PUBLISHED, by=None))
    totals.rewrite(alert.pk)

    page = parse(client.get(page_address(alert, "es")))

    shown = page.select(".heard blockquote")
    assert [(one["lang"], one.text.strip()) for one in shown] == [
        (code, f"Words in {code}.") for code in ("hmn", "so", "es")
    ]
    link = page.select_one(".heard a")["href"]
    assert "Words in hmn." in client.get(link).text
    erase(answers[3].pk, by=user())
    withdraw(answers[2].pk)
    set_status(answers[1].pk, Decision(Status.REJECTED, by=None))
    # The comment is hidden at once, although the totals are updated only after the commit.
    assert not parse(client.get(page_address(alert, "es"))).select(".heard")
    assert totals.rewrite(alert.pk).answers == [answers[0].pk]
    left = parse(client.get(page_address(alert, "es"))).select(".heard blockquote")
    assert [one.text.strip() for one in left] == ["Words in en."]


def test_publishing_an_answer_updates_the_totals(alert, django_capture_on_commit_callbacks):
    count_calls(alert, 1)
    comment = make.comment(
        alert, "en", Status.PENDING, office=alert.offices[0], call_result="spoke"
    )
    for status, ids in ((Status.PUBLISHED, [comment.pk]), (Status.SPAM, [])):
        with django_capture_on_commit_callbacks(execute=True):
            set_status(comment.pk, Decision(status, by=None))
        assert AlertPage.objects.get(pk=alert.pk).totals.answers == ids


# Admin


def test_editors_see_exact_counts_in_a_constant_count_of_queries(admin_of, alert):
    client = admin_of("Editors")
    count_calls(alert, 2)
    client.get(address(alert))
    costs = []
    for number in range(2):
        with CaptureQueriesContext(connection) as captured:
            page = parse(client.get(address(alert)))
        costs.append(len(captured))
        for day in range(10 * number, 10):
            count_calls(alert, 1, office=1, day=DAY + timedelta(days=day + 1), language="so")
    assert costs[0] == costs[1]
    rows = [[cell.text.strip() for cell in row.select("th, td")] for row in page.select("tr")]
    assert ["June 4, 2031", "Al Franken", "Somali", "1", "0", "0", "0", "0", "0"] in rows
    assert [meter["value"] for meter in page.select("meter")][:2] == ["10", "2"]
    assert page.select_one(f"a[href='{address(alert, 'calls_file')}']")
    assert alert.title in client.get(reverse("calls_index")).text


def test_the_file_reveals_no_small_count_and_has_no_formula(admin_of, alert):
    office = alert.offices[0]
    office.name = "=HYPERLINK(0)"
    office.save()
    count_calls(alert, 20)
    count_calls(alert, 3, office=1, language="so", day=DAY + timedelta(days=1))
    count_calls(alert, 4, result="busy")
    SupportCount.objects.create(alert=alert, day=DAY, language="en", number=4)

    answer = admin_of("Editors").get(address(alert, "calls_file"))

    rows = list(csv.reader(answer.content.decode().splitlines()))[1:]
    assert ["calls made", "all", "23"] in rows
    assert ["office", "'=HYPERLINK(0)", HIDDEN] in rows
    assert ["not answered", "busy", HIDDEN] in rows
    assert ["supporters", "all", HIDDEN] in rows
    assert {number for *_which, number in rows} == {"23", HIDDEN}


def count_of_three(alert, numbers):
    """Add a third office to the alert, and count calls by the names of offices."""
    make.call(alert, make.office("Aaron Zed", ["+16512021017"]))
    alert = AlertPage.objects.get(pk=alert.pk)
    places = {office.name: place for place, office in enumerate(alert.offices)}
    for name, number in numbers.items():
        count_calls(alert, number, office=places[name])


def file_rows(client, alert, what):
    content = client.get(address(alert, "calls_file")).content.decode()
    return [row[1:] for row in csv.reader(content.splitlines()) if row[0] == what]


def test_the_page_and_the_file_hide_the_same_counts(admin_of, client, alert):
    # Two offices have ten calls each; the page and the file must hide the same one.
    count_of_three(alert, {"Mark Dayton": 1, "Al Franken": 10, "Aaron Zed": 10})
    _text, rows = results_section(client, alert)
    on_page = dict(rows[:3])
    assert sum(number == "10" for number in on_page.values()) == 1

    in_file = dict(file_rows(admin_of("Editors"), alert, "office"))

    assert {name for name, number in in_file.items() if number == "10"} == {
        name for name, number in on_page.items() if number == "10"
    }


def test_two_offices_with_the_same_name_have_two_rows_in_the_file(admin_of, alert):
    count_of_three(alert, {"Mark Dayton": 3, "Al Franken": 10, "Aaron Zed": 7})
    Office.objects.filter(name="Aaron Zed").update(name="Al Franken")
    assert sorted(file_rows(admin_of("Editors"), alert, "office")) == [
        ["Al Franken", "10"],
        ["Al Franken", HIDDEN],
        ["Mark Dayton", HIDDEN],
    ]


def test_the_order_of_hidden_parts_does_not_reveal_the_small_one(client, alert):
    count_of_three(alert, {"Mark Dayton": 9, "Al Franken": 6, "Aaron Zed": 1})
    assert [name for name, _number in results_section(client, alert)[1][:3]] == [
        "Mark Dayton",
        "Aaron Zed",
        "Al Franken",
    ]


def test_a_renamed_office_has_its_new_name_in_the_results(client, alert):
    count_calls(alert, 6)
    office = alert.offices[0]
    office.name = "Tim Walz"
    office.save()
    assert results_section(client, alert)[1][0] == ("Tim Walz", "6")


@pytest.mark.parametrize("group", ["Translators (Soomaali)", "Moderators"])
def test_users_who_may_not_edit_the_alert_are_refused_and_change_nothing(admin_of, alert, group):
    client = admin_of(group)
    count_calls(alert, 6, held=3)
    day = DAY.isoformat()
    for url in (address(alert), address(alert, "calls_file")):
        assert client.get(url).status_code == 302
    for url in (
        address(alert, "calls_held", "calls", day, "count"),
        address(alert, "calls_reset_day", "calls", day),
    ):
        assert client.post(url).status_code == 302
    row = CallCount.objects.get()
    assert (row.number, row.held) == (6, 3)


@pytest.mark.parametrize(("action", "number"), [("count", 9), ("drop", 6)])
def test_an_editor_counts_or_drops_held_reports_and_readers_see_it(
    admin_of, client, alert, action, number
):
    count_calls(alert, 6, held=3)
    assert "6 calls made" in results_section(client, alert)[0]
    editor = admin_of("Editors")
    assert "Count the 3 held" in editor.get(address(alert)).text

    editor.post(address(alert, "calls_held", "calls", DAY.isoformat(), action))

    row = CallCount.objects.get()
    assert (row.number, row.held) == (number, 0)
    assert f"{number} calls made" in results_section(client, alert)[0]


def test_a_day_is_reset_after_confirmation_and_the_log_names_the_editor(admin_of, client, alert):
    count_calls(alert, 6, held=3)
    count_calls(alert, 7, day=DAY + timedelta(days=1))
    editor = admin_of("Editors")
    url = address(alert, "calls_reset_day", "calls", DAY.isoformat())
    assert "6 counted and 3 held" in text_of(parse(editor.get(url)))
    assert "13 calls made" in results_section(client, alert)[0]

    editor.post(url)

    assert "7 calls made" in results_section(client, alert)[0]
    assert [(row.number, row.held) for row in CallCount.objects.order_by("day")] == [(0, 0), (7, 0)]
    entry = PageLogEntry.objects.get(action="calls.reset_day")
    assert (entry.user.groups.get().name, entry.data["day"], entry.data["number"]) == (
        "Editors",
        "2031-06-03",
        6,
    )
    assert editor.get(url).status_code == 404
    assert editor.get(address(alert, "calls_reset_day", "calls", "2031-99-99")).status_code == 404
    assert editor.get(address(alert, "calls_reset_day", "votes", "2031-06-03")).status_code == 404
