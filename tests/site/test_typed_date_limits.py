"""Tests for exact limits of typed dates, dates in words and phone numbers."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import override, pgettext

from home.dates import clock
from home.phones import read
from home.typed_dates.describing import describe
from home.typed_dates.forms import DateTimeField, DateTimeInput, TimeInput
from home.typed_dates.reading import LONGEST, read_date, read_datetime, read_time

CENTRAL = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 26, 15, 0, tzinfo=CENTRAL)


@pytest.fixture(autouse=True)
def thanksgiving(time_machine):
    time_machine.move_to(NOW, tick=False)


# In words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "now"),
        (0.4, "now"),
        (1, "in 1 minute"),
        (-1, "1 minute ago"),
        (2, "in 2 minutes"),
        (119, "in 119 minutes"),
        (120, "in 2 hours"),
        (-120, "2 hours ago"),
        (151, "in 3 hours"),
        (2 * 24 * 60 - 1, "in 48 hours"),
        (2 * 24 * 60, "in 2 days"),
        (-2 * 24 * 60, "2 days ago"),
        # By the calendar, although it is 63 hours away.
        (63 * 60, "in 3 days"),
    ],
)
def test_a_moment_is_so_many_minutes_hours_or_days_away(minutes, words):
    assert describe(NOW + timedelta(minutes=minutes)).endswith(f" Central Time, {words}")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 26), "Thursday, November 26, today"),
        (date(2026, 11, 27), "Friday, November 27, tomorrow"),
        (date(2026, 11, 25), "Wednesday, November 25, yesterday"),
        (date(2026, 11, 28), "Saturday, November 28, in 2 days"),
        (date(2026, 11, 24), "Tuesday, November 24, 2 days ago"),
        (date(2026, 12, 31), "Thursday, December 31, in 35 days"),
        (date(2027, 1, 1), "Friday, January 1, 2027, in 36 days"),
    ],
)
def test_a_day_is_so_many_days_away_and_has_its_year_if_it_is_another(day, words):
    assert describe(day) == words


@pytest.mark.parametrize("language", ["so", "hmn"])
@pytest.mark.parametrize(
    ("hour", "part"),
    [
        *((0, "after midnight"), (4, "after midnight"), (5, "morning"), (11, "morning")),
        *((12, "noon"), (13, "afternoon"), (17, "afternoon"), (18, "evening")),
        *((20, "evening"), (21, "night"), (23, "night")),
    ],
)
def test_each_hour_has_the_name_of_its_part_of_the_day(language, hour, part):
    if (language, hour) == ("hmn", 17):
        part = "evening"
    with override(language):
        name = pgettext("part of the day", part)
        assert name != part
        assert f"\N{NO-BREAK SPACE}{name} (" in strip_tags(clock(time(hour, 30)))


def test_only_a_whole_hour_is_written_without_minutes():
    with override("hmn"):
        assert strip_tags(clock(time(13, 0))).startswith(
            "1\N{NO-BREAK SPACE}teev\N{NO-BREAK SPACE}"
        )
        assert strip_tags(clock(time(13, 1))).startswith("1:01\N{NO-BREAK SPACE}")


# Reading


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1/1/2000", date(2000, 1, 1)),
        ("12/31/2099", date(2099, 12, 31)),
        ("1/1/00", date(2000, 1, 1)),
        ("Aug 28", date(2026, 8, 28)),  # 90 days ago
        ("Aug 27", date(2027, 8, 27)),
        ("Sept 5", date(2026, 9, 5)),
        ("september 5", date(2026, 9, 5)),
        ("May 31", date(2027, 5, 31)),
        ("12/1", date(2026, 12, 1)),
        ("Tue, Dec 1", date(2026, 12, 1)),
        ("Sunday 29 Nov", date(2026, 11, 29)),
    ],
)
def test_a_day_within_the_limits_is_read(typed, day):
    assert read_date(typed) == day


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("12/31/1999", "The year 1999 is not plausible"),
        ("1/1/2100", "The year 2100 is not plausible"),
        ("0/5/2026", r"There is no month 0\. Write the month before"),
        ("13/12/2026", r"There is no month 13\. Write the month before"),
        ("31/12/2026", r"There is no month 31\. Write the month before"),
        ("32/12/2026", r"There is no month 32\.$"),
        ("13/13/2026", r"There is no month 13\.$"),
        ("11/0/2026", "November 2026 has no day 0"),
        ("11/31/2026", "November 2026 has no day 31"),
        ("11/31", "November has no day 31"),
        ("11/0", "November has no day 0"),
        ("Sep Fri Sat 5", "We cannot read"),
    ],
)
def test_a_day_beyond_the_limits_is_refused(typed, reason):
    with pytest.raises(ValidationError) as refusal:
        read_date(typed)
    assert re.search(reason, refusal.value.message)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("1 am", time(1)),
        ("12:59 am", time(0, 59)),
        ("12:59:59 pm", time(12, 59, 59)),
        ("0:30", time(0, 30)),
        ("10:30", time(10, 30)),
        ("09:30", time(9, 30)),
        ("23:59", time(23, 59)),
        ("12 noon", time(12)),
        ("12:00 noon", time(12)),
    ],
)
def test_a_time_within_the_limits_is_read(typed, moment):
    assert read_time(typed) == moment


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("0 am", "There is no 0 a.m."),
        ("13 pm", "There is no 13 p.m."),
        ("24:00", "There is no hour 24"),
        ("10:60", "60 minutes"),
        ("10:59:60", "60 seconds"),
        ("1:30", "Write 1:30 am or 1:30 pm"),
        ("9:30", "Write 9:30 am or 9:30 pm"),
        ("12", "Write 12:00 am or 12:00 pm"),
        ("13", "Add the minutes, like 13:00"),
        ("0", "Add the minutes, like 0:00"),
    ],
)
def test_a_time_beyond_the_limits_is_refused(typed, reason):
    with pytest.raises(ValidationError, match=reason):
        read_time(typed)


def test_a_text_of_exactly_the_longest_length_is_read():
    start, end = "Nov 27", "5 pm"
    typed = start + " " * (LONGEST - len(start + end)) + end
    assert len(typed) == LONGEST == 100
    assert read_datetime(typed).hour == 17
    with pytest.raises(ValidationError, match="We cannot read"):
        read_datetime(typed.replace("5 pm", " 5 pm"))


@pytest.mark.parametrize("typed", ["1999-12-31T23:00+00:00", "2100-01-01T00:00+00:00"])
def test_a_moment_with_an_offset_is_within_the_same_years(typed):
    with pytest.raises(ValidationError):
        read_datetime(typed)


@pytest.mark.parametrize("typed", ["7/4/2027 5pm CT", "7/4/2027 5pm Central", "7/4/2027 5pm CDT"])
def test_a_zone_that_is_right_in_summer_is_read(typed):
    assert read_datetime(typed) == datetime(2027, 7, 4, 17, tzinfo=CENTRAL)


# Fields


def test_a_field_shows_midnight_in_words_and_nothing_for_nothing():
    html = TimeInput().render("t", time(0), {"id": "t"})
    assert ">12:00 a.m. Central Time</p>" in html
    assert 'placeholder="Like 5:00 pm, noon or 17:00"' in html
    assert 'aria-live="polite"' in html
    for empty in (None, "", "rubbish"):
        assert "></p>" in TimeInput().render("t", empty, {"id": "t"})


def test_a_field_shows_a_naive_moment_as_minnesotas():
    html = DateTimeInput().render("t", datetime(2026, 11, 27, 17, 0), {"id": "t"})
    assert ">Friday, November 27, 5:00 p.m. Central Time, in 26 hours</p>" in html


@pytest.mark.parametrize("typed", ["", None])
def test_a_field_without_a_moment_is_empty(typed):
    assert DateTimeField(required=False).clean(typed) is None


# Phone numbers


@pytest.mark.parametrize(("digits", "is_read"), [(7, True), (8, False)])
def test_an_extension_has_at_most_seven_digits(digits, is_read):
    typed = f"651-296-4837 ext. {'1' * digits}"
    if is_read:
        assert read(typed).extension == "1" * digits
    else:
        with pytest.raises(ValidationError, match="more than 7 digits"):
            read(typed)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("+123456789012345", "is too long|is not a valid number"),
        ("+1234567890123456", "is too long: enter each number in its own field"),
        ("199", "is too short: add the area code"),
        ("211", "works in some places only"),
    ],
)
def test_a_number_that_is_too_long_or_too_short_is_refused_with_the_reason(typed, reason):
    with pytest.raises(ValidationError, match=reason):
        read(typed)
