"""Tests for call results in the admin."""

import csv
from datetime import timedelta

import pytest
from wagtail.models import PageLogEntry

from alerts.calls import decisions
from alerts.calls.models import CallCount, SupportCount
from alerts.models import Office
from home.addresses import page_address
from tests import factories as make
from tests.support.call_results import DAY, address, count_calls, count_support
from tests.support.soup import page_of, words

pytestmark = pytest.mark.django_db

HIDDEN = "fewer than 5, or not shown"
TOMORROW = DAY + timedelta(days=1)


def read(response):
    return page_of(response).main


def table(page, heading):
    (found,) = (h2 for h2 in page.select("h2") if words(h2) == heading)
    rows = found.find_next("table").select("tbody tr")
    return [[words(cell) for cell in row.select("th, td")] for row in rows]


def file_rows(client, alert):
    return list(csv.reader(client.get(address(alert, "calls_file")).text.splitlines()))


# One alert


def test_the_sum_of_calls_tells_answered_from_unanswered_ones(editor, alert):
    for number, result in enumerate(("spoke", "message", "refused", "busy", "no_answer")):
        count_calls(alert, 10**number, result=result)
    count_support(alert, 2)
    count_support(alert, 3, language="so")
    page = read(editor.get(address(alert)))
    assert words(page.p).startswith("111 calls made, 11000 not answered; 5 supporters.")
    assert table(page, "Calls made. By office") == [["Mark Dayton", "111", "111"]]
    (row,) = table(page, "Calls by day, office and language")
    assert row == ["June 3, 2031", "Mark Dayton", "English", "1", "10", "10000", "1000", "100", "0"]


def test_offices_of_the_same_name_are_counted_apart(editor, alert):
    Office.objects.update(name="Office of the same name")
    count_calls(alert, 7)
    count_calls(alert, 5, office=1)
    page = read(editor.get(address(alert)))
    assert [row[1] for row in table(page, "Calls made. By office")] == ["7", "5"]
    assert len(table(page, "Calls by day, office and language")) == 2


def test_reports_that_are_all_held_wait_for_a_decision_and_are_in_no_chart(editor, alert):
    count_calls(alert, 0, held=3)
    count_support(alert, 0, held=4)
    count_calls(alert, 0, office=1)
    count_support(alert, 0, day=TOMORROW)
    page = read(editor.get(address(alert)))
    for chart in ("By office", "By language", "By day"):
        assert table(page, f"Calls made. {chart}") == [["Nothing yet."]]
    (row,) = table(page, "Calls by day")
    assert row[:3] == ["June 3, 2031", "0", "3"]
    assert row[3].startswith("Count the 3 held Drop them Reset this day")
    (row,) = table(page, "Supporters by day")
    assert row[:3] == ["June 3, 2031", "0", "4"]
    (row,) = table(page, "Calls by day, office and language")
    assert row[-1] == "3"


def test_nothing_is_offered_to_be_counted_where_nothing_is_held(editor, alert):
    count_calls(alert, 6)
    page = read(editor.get(address(alert)))
    (row,) = table(page, "Calls by day")
    assert row == ["June 3, 2031", "6", "0", "Reset this day"]
    assert table(page, "Supporters by day") == [["Nothing yet."]]
    assert not page.select("form[action]")


def test_days_are_listed_latest_first_and_charts_by_size(editor, alert):
    count_calls(alert, 1, 5, day=TOMORROW, language="so", office=1)
    count_calls(alert, 2, 6)
    count_calls(alert, 4, 7, result="busy")
    page = read(editor.get(address(alert)))
    days = [row[:3] for row in table(page, "Calls by day")]
    assert days == [["June 4, 2031", "1", "5"], ["June 3, 2031", "6", "13"]]
    by_day = [row[:2] for row in table(page, "Calls made. By day")]
    assert by_day == [["June 3, 2031", "2"], ["June 4, 2031", "1"]]
    by_language = [row[:2] for row in table(page, "Calls made. By language")]
    assert by_language == [["English", "2"], ["Somali", "1"]]
    assert [row[0] for row in table(page, "Calls by day, office and language")] == [
        "June 3, 2031",
        "June 4, 2031",
    ]
    assert page.meter["max"] == "3"


@pytest.mark.parametrize(
    ("what", "model", "noun"),
    [("calls", CallCount, "calls"), ("support", SupportCount, "supporters")],
)
@pytest.mark.parametrize(
    ("action", "done", "number"), [("count", "counted", 9), ("drop", "dropped", 6)]
)
def test_a_decision_is_about_one_day_of_one_alert_and_is_told_and_logged(
    editor, alert, what, model, noun, action, done, number
):
    other = make.AlertPageFactory(slug="other")
    make.call(other, alert.offices[0])
    add = {"calls": count_calls, "support": count_support}[what]
    add(alert, 6, 3)
    add(alert, 7, 2, day=TOMORROW)
    add(other, 8, 1)

    answer = editor.post(address(alert, "calls_held", what, "2031-06-03", action), follow=True)

    assert [(row.number, row.held) for row in model.objects.order_by("pk")] == [
        (number, 0),
        (7, 2),
        (8, 1),
    ]
    (said,) = answer.context["messages"]
    assert str(said) == f"3 {noun} of 2031-06-03 {done}."
    entry = PageLogEntry.objects.get(action=f"calls.{action}")
    assert (entry.data["what"], entry.data["number"]) == (what, 3)
    assert entry.message.endswith("the held reports of a day")


def test_a_day_of_supporters_is_reset_and_readers_see_it(editor, client, alert):
    count_support(alert, 6, 3)
    count_calls(alert, 7)
    reset = address(alert, "calls_reset_day", "support", "2031-06-03")
    assert "6 counted and 3 held as supporters." in words(read(editor.get(reset)))
    calls_of_day = address(alert, "calls_reset_day", "calls", "2031-06-03")
    assert "7 counted and 0 held as calls." in words(read(editor.get(calls_of_day)))

    answer = editor.post(reset, follow=True)

    assert [str(said) for said in answer.context["messages"]] == [
        "2031-06-03 was reset: 6 supporters removed."
    ]
    page = client.get(page_address(alert)).text
    assert "people support this alert" not in page
    assert "<b>7</b> calls made" in page
    assert PageLogEntry.objects.get(action="calls.reset_day").message == (
        "Reset the counts of a day"
    )


def test_the_reset_of_a_day_without_counts_removes_nothing(editor, alert):
    count_calls(alert, 6)
    empty = address(alert, "calls_reset_day", "calls", "2031-06-04")
    assert editor.get(empty).status_code == 404
    answer = editor.post(empty, follow=True)
    assert [str(said) for said in answer.context["messages"]] == [
        "2031-06-04 was reset: 0 calls removed."
    ]
    assert CallCount.objects.get().number == 6


@pytest.mark.parametrize("name", ["calls_held", "calls_reset_day"])
def test_a_decision_that_cannot_be_logged_changes_nothing(editor, alert, monkeypatch, name):
    count_calls(alert, 6, 3)

    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(decisions, "log", fail)
    editor.raise_request_exception = False
    more = ("count",) if name == "calls_held" else ()
    assert editor.post(address(alert, name, "calls", "2031-06-03", *more)).status_code == 500
    row = CallCount.objects.get()
    assert (row.number, row.held) == (6, 3)


@pytest.mark.parametrize(
    ("what", "day", "action"),
    [
        ("votes", "2031-06-03", "count"),
        ("calls", "2031-99-99", "count"),
        ("calls", "yesterday", "count"),
        ("calls", "2031-06-03", "double"),
    ],
)
def test_an_address_that_names_no_decision_is_not_found(editor, alert, what, day, action):
    count_calls(alert, 6, 3)
    held = address(alert, "calls_held", what, day, action)
    assert editor.post(held).status_code == 404
    row = CallCount.objects.get()
    assert (row.number, row.held) == (6, 3)


def test_held_reports_are_not_counted_by_a_link(editor, alert):
    count_calls(alert, 6, 3)
    assert (
        editor.get(address(alert, "calls_held", "calls", "2031-06-03", "count")).status_code == 405
    )
    assert CallCount.objects.get().held == 3


def test_counts_belong_to_the_english_page(editor, alert, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        somali = make.translate(alert, "so")
    for name in ("calls_of_alert", "calls_file"):
        assert editor.get(address(somali, name)).status_code == 404


# The file


def test_the_file_is_a_download_that_no_cache_keeps(editor, alert):
    answer = editor.get(address(alert, "calls_file"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="calls-{alert.pk}.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert answer.text.splitlines()[0] == "kind,group,count"
    assert editor.post(address(alert, "calls_file")).status_code == 405


def test_five_of_a_kind_are_in_the_file_with_their_parts_and_four_are_not(editor, alert):
    count_calls(alert, 4)
    count_calls(alert, 5, result="busy")
    count_support(alert, 4)
    assert file_rows(editor, alert)[1:] == [
        ["calls made", "all", HIDDEN],
        ["not answered", "no_answer", HIDDEN],
        ["not answered", "busy", "5"],
        ["supporters", "all", HIDDEN],
    ]
    count_calls(alert, 1, result="message")
    count_support(alert, 1, day=TOMORROW)
    count_support(alert, 0, held=9, language="so")
    assert file_rows(editor, alert)[1:] == [
        ["calls made", "all", "5"],
        ["office", "Mark Dayton", "5"],
        ["language", "en", "5"],
        ["day", "2031-06-03", "5"],
        ["result", "message", HIDDEN],
        ["result", "spoke", HIDDEN],
        ["not answered", "no_answer", HIDDEN],
        ["not answered", "busy", "5"],
        ["supporters", "all", "5"],
        ["supporters, language", "en", "5"],
        ["supporters, day", "2031-06-03", HIDDEN],
        ["supporters, day", "2031-06-04", HIDDEN],
    ]


@pytest.mark.parametrize("sign", "=+-@")
def test_no_name_in_the_file_is_a_formula(editor, alert, sign):
    office = alert.offices[0]
    office.name = f"{sign}1+2"
    office.save()
    count_calls(alert, 5)
    assert ["office", f"'{sign}1+2", "5"] in file_rows(editor, alert)
