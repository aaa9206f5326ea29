"""Sentences of the call card that no editor writes: the action, what to say, office hours.

They are messages of the catalogs and phrases, so that every alert has them in every language.
All functions return safe HTML in the active language.
"""

import re
from typing import NamedTuple

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, gettext_noop, override

from home.dates import clock, long_date
from home.formats import language_rules
from home.translation.placeholders import fill, placeholders_of

INTERPRETER = gettext_noop("I speak {tongue}. May I have an interpreter, please?")
HELLO = gettext_noop("Hello. I live in Minnesota.")
THANKS = gettext_noop("Thank you for listening.")
NO_ANSWER_NEEDED = gettext_noop("You do not need to call me back. Thank you.")

ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Line(NamedTuple):
    """Line to say: the English, its meaning or None, and its pronunciation in the reader's letters."""

    english: str
    meaning: str | None
    pronunciation: str | None = None


def language_name(code):
    """Return the name of a language, in that language if it is active, otherwise in English."""
    name = "name_local" if get_language() == code else "name"
    return LANG_INFO[code][name]


def fixed_line(sentence, reader):
    """Return a fixed `sentence` as a `Line`; the meaning is in the active language, or None for English."""

    def render():
        return format_html(gettext(sentence), tongue=language_name(reader))

    with override(settings.LANGUAGE_CODE):
        english = render()
    return Line(english, None if get_language() == settings.LANGUAGE_CODE else render())


def names_for(text, office, about):
    """Return a dict of values for the placeholders of `text`, or None if one has no value."""
    names = {"office": office.name if office else "", "what": about}
    return None if any(not names[placeholder] for placeholder in placeholders_of(text)) else names


def sentence(text, english, office, about):
    """Return a phrase with its placeholders filled, or None if one has no value.

    `english` is the English phrase, whose placeholders count too.
    """
    names = names_for(english + text, office, about)
    return None if names is None else fill(text, **names)


def hours(office):
    """Return “Monday to Friday, 8:00 a.m. to 5:00 p.m., Central Time”, or "" if the hours are unknown."""
    if not office.opens_at:
        return ""
    return format_html(
        gettext("{days}, {start} to {end}, Central Time"),
        days=_days(office),
        start=clock(office.opens_at),
        end=clock(office.closes_at),
    )


def _days(office):
    """Return the days on which an office answers; English weekdays get a `lang` in languages that keep them."""
    text = escape(capfirst(office.get_open_days_display()))
    if language_rules(get_language()).KEEPS_ENGLISH_WEEKDAYS:
        names = "|".join(ENGLISH_WEEKDAYS)
        text = re.sub(names, lambda match: f'<span lang="en">{match[0]}</span>', text)
    return mark_safe(text)  # noqa: S308  escaped above


def interpreter(office, reader):
    """Return a sentence about interpreters for the language `reader`, by what the office has said."""
    if not office.interpreter_checked_on:
        return escape(gettext("We do not know whether the office has an interpreter for you."))
    return format_html(
        gettext(
            "The office says that it gets you an interpreter for {tongue}. We asked on {date}."
        ),
        tongue=language_name(reader),
        date=long_date(office.interpreter_checked_on, inline=True),
    )
