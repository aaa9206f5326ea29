"""Names of weekdays and months in a text.

Many of these names are also other words or parts of names, such as “May”, “Santo Domingo” and
“Af-Maay”. Such a word counts as a possible day: it can match a day or month in the English text,
but it never causes a doubt.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from django.conf import settings
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import override

from home.formats import language_rules

# March and May are also other words, so they need a number beside them.
_AMBIGUOUS = {"month3", "month5"}
_ARTICLE = r"[aeiou]{0,2}(?:dd?|t|k|g|h)(?:a|u|ii|ee)\w{0,3}"  # endings of Somali names of days
_SHORT_WEEKDAYS = {
    **{"weekday0": "Mon", "weekday1": "Tues?", "weekday2": "Wed", "weekday3": "Thu(?:rs?)?"},
    **{"weekday4": "Fri", "weekday5": "Sat", "weekday6": "Sun"},
}


@cache
def _names_in(language: str) -> dict[str, str]:
    with override(language):
        months = {f"month{number}": str(name) for number, name in MONTHS.items()}
        return months | {f"weekday{number}": str(name) for number, name in WEEKDAYS.items()}


def _longest_first(names: dict[str, str]) -> Iterator[tuple[str, str]]:
    # The Hmong name of January is the end of the Hmong name of November.
    yield from sorted(names.items(), key=lambda item: -len(item[1]))


@cache
def pattern_of_days(language: str) -> re.Pattern[str]:
    """Return a pattern for words of `language` that can only be the name of a weekday or month."""
    return re.compile(
        "|".join(
            rf"(?P<{key}>(?<![\w-])(?:{_certain(key, name, language)}))"
            for key, name in _longest_first(_names_in(language))
        )
    )


def _certain(key: str, name: str, language: str) -> str:
    if language == settings.LANGUAGE_CODE:
        ambiguous = rf"{name}(?=\s+\d)|(?<=\d\s){name}\b"
        return ambiguous if key in _AMBIGUOUS else rf"{name}s?\b"
    if language_rules(language).ADDS_ENDINGS_TO_DAYS:
        stem = name.rstrip("aeiou")
        other_vowel = rf"|{stem}[aeiou]\b" if key.startswith("weekday") and stem != name else ""
        return rf"{name}\b|{stem}{_ARTICLE}\b{other_vowel}"
    if not name.islower():
        return rf"{re.escape(name)}s?\b"
    capital = name.capitalize()
    beside_a_number = rf"{capital}s?(?=,?\s+\d)|(?<=\d\sde\s){capital}\b|(?<=\d\s){capital}\b"
    return rf"(?:{name}|{name.upper()})[sS]?\b|{beside_a_number}"


def day_of(match: re.Match[str]) -> str:
    """Return the English name of the weekday or month in a `match` of `pattern_of_days`."""
    return _names_in(settings.LANGUAGE_CODE)[str(match.lastgroup)]


def possible_days_in(text: str, languages: Iterable[str]) -> frozenset[str]:
    """Return the English names of days and months that words of `text` may mean in `languages`."""
    english = _names_in(settings.LANGUAGE_CODE)
    return frozenset(
        english[str(match.lastgroup)]
        for language in languages
        for match in _pattern_of_possible_days(language).finditer(text)
    )


@cache
def _pattern_of_possible_days(language: str) -> re.Pattern[str]:
    return re.compile(
        "|".join(
            rf"(?P<{key}>\b(?:{_possible(key, name, language)}))"
            for key, name in _longest_first(_names_in(language))
        ),
        re.IGNORECASE if language != settings.LANGUAGE_CODE else 0,
    )


def _possible(key: str, name: str, language: str) -> str:
    first, *others = name.split()
    if others:  # a Hmong month, whose last word may be left out
        return " ".join([first, *others[:-1]]) + r"\b"
    short = rf"|{name[:3]}t?\b"
    if language == settings.LANGUAGE_CODE:
        short = rf"|{_SHORT_WEEKDAYS.get(key, name[:3])}\b"
        return rf"{name}s?\b{short}"
    if language_rules(language).ADDS_ENDINGS_TO_DAYS:
        return rf"{name.rstrip('aeiou')}\w*{short}"
    return rf"{name}s?\b{short}"
