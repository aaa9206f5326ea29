"""The sentences of the call card that no editor writes: what is asked of whom, what to say, when to call.

They are messages of the catalogs and phrases, so that every alert has them in every
language. All are given in the active language, as safe HTML.
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
    """A line to say: in English, what it means (or None), and how it sounds in the reader's letters."""

    english: str
    meaning: str | None
    pronunciation: str | None = None


def language_name(code):
    """The name of the language with this code, in itself if that is the active one, else in English."""
    name = "name_local" if get_language() == code else "name"
    return LANG_INFO[code][name]


def said(sentence, reader):
    """A fixed `sentence` as a `Line`; its meaning is in the active language, None if that is English."""

    def put():
        return format_html(gettext(sentence), tongue=language_name(reader))

    with override(settings.LANGUAGE_CODE):
        english = put()
    return Line(english, None if get_language() == settings.LANGUAGE_CODE else put())


def names_for(text, office, about):
    """What goes into the placeholders of `text`: a dict, or None where there is nothing for one of them."""
    names = {"office": office.name if office else "", "what": about}
    return None if any(not names[placeholder] for placeholder in placeholders_of(text)) else names


def sentence(text, english, office, about):
    """The text of a phrase with its placeholders filled; None where there is nothing to fill one with.

    `english` is the phrase in English: it says which placeholders there are.
    """
    names = names_for(english + text, office, about)
    return None if names is None else fill(text, **names)


def hours(office):
    """When somebody answers: “Monday to Friday, 8:00 a.m. to 5:00 p.m., Central Time”; or nothing."""
    if not office.opens_at:
        return ""
    return format_html(
        gettext("{days}, {start} to {end}, Central Time"),
        days=_days(office),
        start=clock(office.opens_at),
        end=clock(office.closes_at),
    )


def _days(office):
    """Return the days on which an office answers; English weekdays are marked where a language keeps them."""
    text = escape(capfirst(office.get_open_days_display()))
    if language_rules(get_language()).KEEPS_ENGLISH_WEEKDAYS:
        names = "|".join(ENGLISH_WEEKDAYS)
        text = re.sub(names, lambda match: f'<span lang="en">{match[0]}</span>', text)
    return mark_safe(text)  # noqa: S308  escaped above


def interpreter(office, reader):
    """Whether the office gets a caller an interpreter for the language `reader`, as it said itself."""
    if not office.interpreter_checked_on:
        return escape(gettext("We do not know whether the office has an interpreter for you."))
    return format_html(
        gettext(
            "The office says that it gets you an interpreter for {tongue}. We asked on {date}."
        ),
        tongue=language_name(reader),
        date=long_date(office.interpreter_checked_on, inline=True),
    )
