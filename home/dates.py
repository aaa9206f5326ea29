"""Dates and clock times in the reader's language, in Minnesota's time zone.

Dates are never numeric, because languages order the numbers differently.
"""

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override, pgettext

from .formats import language_rules
from .languages import mark_english

NO_BREAK = "\N{NO-BREAK SPACE}"


def _english(value: date | time, pattern: str) -> SafeString:
    with override(settings.LANGUAGE_CODE):
        return format_html('<span lang="en">{}</span>', date_format(value, pattern))


def long_date(
    value: date, *, weekday: bool = False, inline: bool = False, year: bool = True
) -> SafeString:
    """Return a date such as “June 4, 2011” in the active language, as safe HTML.

    `inline` is for a date within a sentence.
    """
    day = timezone.localtime(value) if isinstance(value, datetime) else value
    rules = language_rules(get_language())
    within = rules.INLINE_DATE_FORMAT if weekday or inline else ""
    if not year:
        within = rules.MONTH_DAY_FORMAT
    # Month and day names come from the catalogs.
    text = mark_safe(date_format(day, within or rules.DATE_FORMAT))  # noqa: S308
    if weekday:
        name = _english(day, "l") if rules.KEEPS_ENGLISH_WEEKDAYS else date_format(day, "l")
        text = format_html(rules.WEEKDAY_AND_DATE, weekday=name, date=text)
    if rules.REPEATS_DATE_IN_ENGLISH:
        text = format_html("{} ({})", text, _english(day, "F j"))
    return text


def _part_of_day(hour: int, evening_from: int) -> str:
    if hour < 5:
        return pgettext("part of the day", "after midnight")
    if hour < 12:
        return pgettext("part of the day", "morning")
    if hour == 12:
        return pgettext("part of the day", "noon")
    if hour < evening_from:
        return pgettext("part of the day", "afternoon")
    if hour < 21:
        return pgettext("part of the day", "evening")
    return pgettext("part of the day", "night")


def clock(value: datetime | time) -> SafeString:
    """Return a time of day such as “1:00 p.m.” in the active language, as safe HTML."""
    moment = timezone.localtime(value) if isinstance(value, datetime) else value
    rules = language_rules(get_language())
    if not rules.REPEATS_TIME_IN_ENGLISH:
        return mark_safe(date_format(moment, rules.TIME_FORMAT))  # noqa: S308
    shown = date_format(moment, rules.WHOLE_HOUR_FORMAT if moment.minute == 0 else "g:i")
    part = _part_of_day(moment.hour, rules.EVENING_FROM)
    english = _english(moment, rules.TIME_FORMAT)
    return format_html("{}{}{} ({})", shown, NO_BREAK, part, english)


def mark_time_zone(text: str) -> SafeString:
    """Return `text` as safe HTML that marks “Central Time” as English where that is needed."""
    return mark_english(text, "Central Time")
