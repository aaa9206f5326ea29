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
    """Return `sentence` as a line, with its meaning in the active language.

    `sentence` is a constant of this module. `reader` is the code of the reader's language, whose
    name replaces `{tongue}`.
    """

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
    """Return a dict of the values for the placeholders `{office}` and `{what}`.

    The values are the name of `office`, if any, and `about`. Return None if `text` has a
    placeholder whose value is empty.
    """
    names = {"office": office.name if office else "", "what": about}
    return None if any(not names[placeholder] for placeholder in placeholders_of(text)) else names


def sentence(text: str, english: str, office: "Office | None", about: str) -> SafeString | None:
    """Return the phrase `text` as safe HTML with its placeholders filled.

    The placeholders are those of `names_for`. `english` is the same phrase in English. Return None
    if a placeholder in either text has no value.
    """
    names = names_for(english + text, office, about)
    return None if names is None else fill(text, **names)


def hours(office: "Office") -> str:
    """Return the opening days and hours of `office`, or "" if the hours are unknown.

    For example, “Monday to Friday, 8:00 a.m. to 5:00 p.m., Central Time”, as safe HTML in the
    active language.
    """
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
    """Return the days on which `office` is open, as HTML. English weekday names have a `lang`."""
    return mark_english(capfirst(office.get_open_days_display()), *ENGLISH_WEEKDAYS)


def interpreter(office: "Office", reader: str) -> str:
    """Return a sentence about the interpreters of `office` for the language with the code `reader`.

    The sentence is safe HTML in the active language.
    """
    if not office.interpreter_checked_on:
        return escape(gettext("We do not know whether the office has an interpreter for you."))
    return format_html(
        gettext("The office told us on {date} that it can get you a {tongue} interpreter."),
        tongue=language_name(reader),
        date=long_date(office.interpreter_checked_on, inline=True),
    )
