"""Strict parser for dates and times in American notation. Ambiguous input is refused."""

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from home.typed_text import plain

MONTHS = list(calendar.month_name)
WEEKDAYS = list(calendar.day_name)
CENTRAL_NAMES = {"cst": "CST", "cdt": "CDT"}
FIRST_YEAR, LAST_YEAR = 2000, 2099
# A day without a year is the next such day, unless the last such day was this recent.
RECENT = timedelta(days=90)
LONGEST = 100  # characters

EXAMPLES = {
    date: "11/27/2026 or Nov 27",
    time: "5:00 pm, noon or 17:00",
    datetime: "11/27/2026 5:00 pm or Nov 27, 5 pm",
}

# Patterns for the output of `_spelled`. No text matches two patterns with different meanings.
_NAME = r"(?P<name>[a-z]{3,9})"
_DAY = r"(?P<day>\d{1,2})"
_DATES = [
    r"(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
    r"(?P<month>\d{1,2})/(?P<day>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?",
    r"(?P<month>\d{1,2})(?P<mark>[-.])(?P<day>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})",
    rf"{_NAME} {_DAY}(?: (?P<year>\d{{4}}))?",
    rf"{_DAY} {_NAME}(?: (?P<year>\d{{4}}))?",
]
_TIME = (
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?(?::(?P<second>\d{2}))? ?(?P<half>am|pm|a|p)?"
    r"(?: (?P<zone>ct|cst|cdt|central(?: time)?))?"
)
_DATES_ALONE = [re.compile(day) for day in _DATES]
_TIME_ALONE = re.compile(_TIME)
_BOTH = [
    re.compile(pattern)
    for day in _DATES
    for pattern in (rf"{day}(?: |t(?=\d)){_TIME}", rf"{_TIME} (?:on )?{day}")
]
_WEEKDAY = re.compile(
    r"mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?"
)


def read_date(text: str) -> date:
    """Return the date in `text`, or raise `ValidationError` with the reason for the user."""
    spelled, weekday = _spelled(text)
    for pattern in _DATES_ALONE:
        if found := pattern.fullmatch(spelled):
            return _date(found, weekday)
    raise _refusal(text, date)


def read_time(text: str) -> time:
    """Return the time of day in `text`, or raise `ValidationError` with the reason for the user."""
    spelled, weekday = _spelled(text)
    if weekday is None and (found := _TIME_ALONE.fullmatch(spelled)):
        return _time(found)
    raise _refusal(text, time)


def read_datetime(text: str) -> datetime:
    """Return the datetime in `text`, in Minnesota's time zone.

    Raises:
        ValidationError: `text` cannot be read. The message says why.
    """
    if moment := _with_offset(text):
        return moment
    spelled, weekday = _spelled(text)
    for pattern in _BOTH:
        if found := pattern.fullmatch(spelled):
            local = datetime.combine(_date(found, weekday), _time(found))
            return _moment(local, found["zone"] or "")
    for pattern in _DATES_ALONE:
        if found := pattern.fullmatch(spelled):
            _date(found, weekday)  # reports an error in the day first
            raise _refusal(text, datetime, f"“{text}” is a day without a time.")
    if _TIME_ALONE.fullmatch(spelled) and weekday is None:
        raise _refusal(text, datetime, f"“{text}” is a time without a day.")
    raise _refusal(text, datetime)


READERS: dict[Any, Callable[[str], date | time]] = {
    date: read_date,
    time: read_time,
    datetime: read_datetime,
}


def _refusal(text: str, kind: type, problem: str = "") -> ValidationError:
    problem = problem or f"We cannot read “{text[:LONGEST]}”."
    if "midnight" in text.lower():
        problem += " A day begins at 12:00 am and ends at 11:59 pm."
    return ValidationError(f"{problem} Write it like {EXAMPLES[kind]}.", code="invalid")


def _spelled(text: str) -> tuple[str, int | None]:
    """Return `text` in a standard spelling without its weekday, and the number of the weekday."""
    if len(text) > LONGEST:
        return "", None
    text = plain(text).lower()
    text = re.sub(r"(?<![a-z])([ap])\.? ?m\b\.?", r"\1m", text)  # a.m., p. m.
    text = re.sub(r"\b(?:12(?::00)? )?noon\b", "12:00 pm", text)
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text)  # 27th
    text = re.sub(r"(?<=[a-z])\.(?= |\d|$)", " ", text)  # Nov. 27
    text = re.sub(r",|@| - |\bat\b", " ", text)
    text = " ".join(text.split())
    weekdays = [word for word in text.split() if _WEEKDAY.fullmatch(word)]
    if len(weekdays) != 1:
        return text, None
    rest = " ".join(word for word in text.split() if word not in weekdays)
    starts = [name[:3].lower() for name in WEEKDAYS]
    return rest, starts.index(weekdays[0][:3])


def _date(found: re.Match[str], weekday: int | None) -> date:
    month = _month(found)
    number, year = int(found["day"]), found["year"]
    if year:
        day = _on(int(year) + (2000 if len(year) == 2 else 0), month, number)
    else:
        day = _without_year(month, number)
    if weekday is not None and day.weekday() != weekday:
        raise ValidationError(
            f"{_named(day)} is a {WEEKDAYS[day.weekday()]}, not a {WEEKDAYS[weekday]}.",
            code="invalid",
        )
    return day


def _named(day: date) -> str:
    return f"{MONTHS[day.month]} {day.day}, {day.year}"


def _month(found: re.Match[str]) -> int:
    if "name" in found.re.groupindex:
        name = found["name"]
        for number, full in enumerate(MONTHS):
            if name in (full.lower(), full[:3].lower()) or (name, full) == ("sept", "September"):
                return number
        raise ValidationError(f"“{name}” is no month.", code="invalid")
    month = int(found["month"])
    if not 1 <= month <= 12:
        is_day = month <= 31 and int(found["day"]) <= 12
        hint = " Write the month before the day: 11/27/2026." if is_day else ""
        raise ValidationError(f"There is no month {month}.{hint}", code="invalid")
    return month


def _on(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(f"The year {year} is not plausible.", code="invalid")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise ValidationError(f"{MONTHS[month]} {year} has no day {day}.", code="invalid")
    return date(year, month, day)


def _without_year(month: int, day: int) -> date:
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    if not 1 <= day <= calendar.monthrange(2000, month)[1]:
        raise ValidationError(f"{MONTHS[month]} has no day {day}.", code="invalid")
    years = range(today.year - 1, today.year + 9)  # in eight years there is a February 29
    days = [date(year, month, day) for year in years if day <= calendar.monthrange(year, month)[1]]
    return next(day for day in days if day >= today - RECENT)


def _time(found: re.Match[str]) -> time:
    written, hour, half = found["hour"], int(found["hour"]), (found["half"] or "")[:1]
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    if minute > 59 or second > 59:
        raise ValidationError("An hour has 60 minutes, and a minute 60 seconds.", code="invalid")
    if half:
        if not 1 <= hour <= 12:
            raise ValidationError(f"There is no {hour} {half}.m.", code="invalid")
        return time(hour % 12 + (12 if half == "p" else 0), minute, second)
    if hour > 23:
        raise ValidationError(f"There is no hour {hour}.", code="invalid")
    if not found["minute"] or (len(written) == 1 and hour):
        shown = f"{hour}:{minute:02}"
        if not 1 <= hour <= 12:
            raise ValidationError(f"Add the minutes, like {shown}.", code="invalid")
        raise ValidationError(
            f"Write {shown} am or {shown} pm.",
            code="invalid",
        )
    return time(hour, minute, second)


def _moment(local: datetime, zone: str) -> datetime:
    central = timezone.get_default_timezone()
    first, second = local.replace(tzinfo=central), local.replace(tzinfo=central, fold=1)
    if first.astimezone(UTC).astimezone(central).replace(tzinfo=None) != local:
        raise ValidationError(
            f"On {_named(local)} the clocks go from 2:00 to 3:00 a.m.: this time does not exist.",
            code="invalid",
        )
    fits = [moment for moment in (first, second) if _is_in(moment, zone)]
    if not fits:
        raise ValidationError(f"On {_named(local)} it is {first:%Z} in Minnesota.", code="invalid")
    if len({moment.utcoffset() for moment in fits}) > 1:
        raise ValidationError(
            f"On {_named(local)} the clocks go back: this time exists twice."
            " Write CDT after the first, or CST after the second.",
            code="invalid",
        )
    return fits[0]


def _is_in(moment: datetime, zone: str) -> bool:
    return CENTRAL_NAMES.get(zone, moment.tzname()) == moment.tzname()


def _with_offset(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    is_meant = moment.tzinfo and FIRST_YEAR <= moment.year <= LAST_YEAR
    return moment.astimezone(timezone.get_default_timezone()) if is_meant else None
