"""Sentences of the call card, such as the greeting, the office hours and requests to offices."""

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, gettext_noop, override

from home.dates import clock, long_date, mark_time_zone
from home.languages import mark_english
from home.translation.placeholders import fill, placeholders_of

if TYPE_CHECKING:
    from .models import Office

INTERPRETER = gettext_noop("I speak {tongue}. May I have an interpreter, please?")
HELLO = gettext_noop("Hello. I live in Minnesota.")
THANKS = gettext_noop("Thank you for listening.")
NO_ANSWER_NEEDED = gettext_noop("You do not need to call me back. Thank you.")

ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Line(NamedTuple):
    """English line for a caller to say, with its meaning and pronunciation for the reader."""

    english: str
    # In the reader's language. None for readers of English, and if there is no translation.
    meaning: str | None
    # The English line as it sounds, in the spelling of the reader's language.
    pronunciation: str | None = None
    # True if a fluent speaker has reviewed the meaning.
    is_reviewed: bool = False
    # Name of the only office to which to say the line, or "" for all of them.
    office: str = ""


def language_name(code: str) -> str:
    """Return the name of the language `code`, in that language if it is active, else in English."""
    name = "name_local" if get_language() == code else "name"
    return LANG_INFO[code][name]


def fixed_line(sentence: str, reader: str) -> Line:
    """Return `sentence`, a constant of this module, as a line with its meaning for the reader."""

    def render() -> SafeString:
        return format_html(gettext(sentence), tongue=language_name(reader))

    with override(settings.LANGUAGE_CODE):
        english = render()
    language = get_language()
    if language == settings.LANGUAGE_CODE:
        return Line(english, None)
    return Line(english, render(), is_reviewed=language in settings.INTERFACE_REVIEWED_ON)


# `office` below is an `Office`, which cannot be imported here: its package imports this module.


def names_for(text: str, office: "Office | None", about: str) -> dict[str, str] | None:
    """Return the values for `{office}` and `{what}`, or None if one that `text` needs is empty."""
    names = {"office": office.name if office else "", "what": about}
    return None if any(not names[placeholder] for placeholder in placeholders_of(text)) else names


def sentence(text: str, english: str, office: "Office | None", about: str) -> SafeString | None:
    """Return the phrase `text` with its placeholders filled, or None if one has no value."""
    names = names_for(english + text, office, about)
    return None if names is None else fill(text, **names)


def hours(office: "Office") -> str:
    """Return the opening days and hours of `office` as HTML, or "" if the hours are unknown."""
    if not (office.opens_at and office.closes_at):
        return ""
    sentence = format_html(
        gettext("{days}, {start} to {end}, Central Time"),
        days=_days(office),
        start=clock(office.opens_at),
        end=clock(office.closes_at),
    )
    return mark_time_zone(sentence)


def _days(office: "Office") -> SafeString:
    return mark_english(capfirst(office.get_open_days_display()), *ENGLISH_WEEKDAYS)


def interpreter(office: "Office", reader: str) -> str:
    """Return a sentence, as HTML, about the office's interpreters for the reader's language."""
    if not office.interpreter_checked_on:
        return escape(gettext("We do not know whether the office has an interpreter for you."))
    return format_html(
        gettext("The office told us on {date} that it can get you a {tongue} interpreter."),
        tongue=language_name(reader),
        date=long_date(office.interpreter_checked_on, inline=True),
    )
