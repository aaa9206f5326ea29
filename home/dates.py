"""Dates and clock times in the four languages, in Minnesota's time zone.

Never a numeric date: the four languages read it differently. Somali and Hmong
repeat the clock time as in English, and Hmong the date too, since sources
number the Hmong weekdays both from Sunday and from Monday: an alert must never
be a day off. What is repeated in English is marked up as English.
"""

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override, pgettext

_DAY = {
    "en": "F j",
    "es": r"j \d\e F",
    "so": "F j",
    "hmn": r"\l\u\b F \t\i\m j",
}
_YEAR = {"en": ", Y", "es": r" \d\e Y", "so": ", Y", "hmn": ", Y"}


def _english(value, pattern):
    with override("en"):
        return date_format(value, pattern)


def _marked(text):
    return format_html('<span lang="en">{}</span>', text)


def long_date(value, *, weekday=False, inline=False):
    """The day of `value` (an aware datetime, or a date) in the active language, as safe HTML.

    `weekday` puts the weekday before it; `inline` is for a date within a sentence.
    In Hmong: “Lub Rau Hli Ntuj tim 4, 2011 (June 4)”.
    """
    day = timezone.localtime(value) if hasattr(value, "hour") else value
    language = get_language()
    text = date_format(day, _DAY[language] + _YEAR[language])
    if language == "hmn":
        english = _marked(_english(day, "F j"))
        if weekday:
            return format_html("hnub {}, {} ({})", _marked(_english(day, "l")), text, english)
        text = text if inline else text[0].upper() + text[1:]
        return format_html("{} ({})", text, english)
    if weekday:
        separator = " " if language == "es" else ", "
        text = date_format(day, "l") + separator + text
    return mark_safe(text)  # noqa: S308  month and day names from our own catalogs


def _part_of_day(hour):
    if hour < 5:
        return pgettext("part of the day", "after midnight")
    if hour < 12:
        return pgettext("part of the day", "morning")
    if hour == 12:
        return pgettext("part of the day", "noon")
    if hour < 18:
        return pgettext("part of the day", "afternoon")
    if hour < 21:
        return pgettext("part of the day", "evening")
    return pgettext("part of the day", "night")


def clock(value):
    """The time of day of `value` (an aware datetime, or a time) in the active language, as safe HTML.

    In Somali “1:00 galabnimo (1:00 p.m.)”, in Hmong “1 teev tav su (1:00 p.m.)”.
    """
    moment = timezone.localtime(value) if hasattr(value, "date") else value
    language = get_language()
    if language in ("en", "es"):
        return mark_safe(date_format(moment, "g:i a"))  # noqa: S308
    english = _marked(_english(moment, "g:i a"))
    time = date_format(moment, "g:i")
    if language == "hmn":
        time = date_format(moment, "g") + " teev" if moment.minute == 0 else time
    return format_html("{} {} ({})", time, _part_of_day(moment.hour), english)
