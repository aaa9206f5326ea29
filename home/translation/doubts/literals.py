"""Parts of a text that a translation must keep: numbers, dates, codes, links and placeholders."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import override

from .days import day_of, pattern_of_days, possible_days_in

# Parts of a text that are filled in later, such as %(name)s and {name}.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
# The limits keep the search short in a long text without spaces.
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”«»]*[\w/]"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    r"|(?<![\w.-])(?:[\w-]{1,63}\.){1,5}(?:com|edu|gov|info|net|org|us)\b"
    r"(?:/(?:[^\s<>\"“”«»]*[\w/])?)?",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w+])(?:\+?1[\s.\-‑]*)?\(?\d{3}\)?[\s.\-–‑]*\d{3}[\s.\-–‑]*\d{4}(?!\d)")
# Such as “SB 1234”, “H.F. 23” and “I-94”. After one letter, a space alone is not enough: “A 5-day”.
_CODE = re.compile(
    r"\b(?P<letters>[A-Z](?:(?:\.\s?)?[A-Z]){1,2}\.?\s*(?:[Nn]o\.\s*)?|[A-Z](?:\.\s?)?)"
    r"[-‑]?(?P<number>\d(?:[\d,]*\d)?)(?!\w)"
)
_DIGIT = re.compile(r"\d")
_LONG_WORD = re.compile(r"[^\W\d_]{4}")
_HALF_DAY = re.compile(r"(?<=\d)\s?([ap])\.?\s?m\b\.?", re.IGNORECASE)
_HOUR = r"(?<![\d.,:])(?:1[0-2]|0?[1-9])(?:[:.]\d{2})?"
# Such as “5:30 p.m.”, and both times in “3 to 5 p.m.”.
_TIME = re.compile(
    rf"(?P<hour>{_HOUR})(?=(?:\s*(?:-|–|to|until|and|or|a)\s*{_HOUR})?\s?(?P<half>[ap])\.?\s?m\b)",
    re.IGNORECASE,
)
# Times that need no “p.m.”.
_WITHOUT_HALF = re.compile(r"\b(?:noon|midnight)\b|\b(?:1[3-9]|2[0-3]|00?):\d{2}\b", re.IGNORECASE)
_BILL = re.compile(r"[A-Z]+(\d+)")
_NUMBER = re.compile(
    r"(?P<thousands>\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+(?!\d))"
    r"|(?P<whole>\d+)[.,:](?P<part>\d{1,2})(?!\d)"  # a time of day or a decimal number
    r"|(?P<plain>\d+)"
)
# Numbers that English may spell out where a translation has digits.
_CARDINALS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty
"""
_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth"
_SPELLED_OUT = {
    **{word: str(number) for number, word in enumerate(_CARDINALS.split())},
    **{word: str(number) for number, word in enumerate(_ORDINALS.split())},
    **{"once": "1", "twice": "2", "dozen": "12", "noon": "12", "midnight": "12"},
    **{"thirty": "30", "forty": "40", "fifty": "50", "hundred": "100", "thousand": "1000"},
}
_ABBREVIATED_MONTH = re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)t?\.?(?=\s+\d)")


@dataclass
class Literals:
    """Parts of a text that a translation must keep.

    The lists have pairs of a normalized literal and its wording in the text.
    """

    # A translation may repeat these, because Hmong texts give dates in both languages.
    counted: list[tuple[str, str]] = field(default_factory=list)
    days: list[tuple[str, str]] = field(default_factory=list)  # weekdays and months
    halves: list[tuple[str, str]] = field(default_factory=list)  # “a.m.” and “p.m.”
    spelled_out: frozenset[str] = frozenset()  # numbers that are written as English words
    possible_days: frozenset[str] = frozenset()  # words that may be days, or names
    by_24_hours: dict[str, str] = field(default_factory=dict)  # “5” to “17” beside “p.m.”
    has_whole_times: bool = field(init=False)  # times that need no “a.m.” or “p.m.”

    @classmethod
    def of(cls, text: str, language: str = settings.LANGUAGE_CODE) -> Self:
        """Return the literals of `text`, which is in `language` and may have parts in English."""
        found = cls()
        rest = _take(text, PLACEHOLDER, lambda match: match[0], found.counted)
        rest = _take(rest, _LINK, _link, found.counted)
        has_digits = bool(_DIGIT.search(rest))  # most texts have none
        if has_digits:
            rest = _take(rest, _PHONE, _phone, found.counted)
            if not (text.isupper() and _LONG_WORD.search(text)):  # “CALL 5 OFFICES” has no code
                rest = _take(rest, _CODE, _code, found.counted)
        languages = list(dict.fromkeys((language, settings.LANGUAGE_CODE)))
        found.possible_days = possible_days_in(rest, languages)
        for code in languages:
            rest = _take(rest, pattern_of_days(code), day_of, found.days)
        if has_digits:
            rest = _take(rest, _ABBREVIATED_MONTH, _month, found.days)
            found.by_24_hours = dict(map(_in_24_hours, _TIME.finditer(rest)))
            rest = _take(rest, _HALF_DAY, lambda match: match[1].casefold(), found.halves)
            _take(rest, _NUMBER, _number, found.counted)
        found.has_whole_times = bool(_WITHOUT_HALF.search(text))
        words = re.findall(r"[a-z]+", text.casefold())
        found.spelled_out = frozenset(_SPELLED_OUT[word] for word in words if word in _SPELLED_OUT)
        return found

    def missing_from(self, translation: Self) -> list[str]:
        """Return the wording of literals that `translation` should have but lacks."""
        there = Counter(literal for literal, _wording in translation.counted)
        left = []
        for literal, wording in self.counted:
            if there[literal]:
                there[literal] -= 1
            else:
                left.append((literal, wording))
        missing = []
        for literal, wording in left:
            other = next((one for one in +there if self._is_same(literal, translation, one)), None)
            if other is None:
                missing.append(wording)
            else:
                there[other] -= 1
        days = {literal for literal, _wording in translation.days} | translation.possible_days
        # “a.m.” and “p.m.” may be missing, because not every language writes them.
        return missing + [wording for literal, wording in self.days if literal not in days]

    def surplus_of(self, translation: Self) -> list[str]:
        """Return the wording of literals that `translation` has but should not have."""
        own = {literal for literal, _wording in self.counted}
        known = own | {literal for literal, _wording in self.days + self.halves}
        known |= self.spelled_out | self.possible_days
        found = translation.counted + translation.days
        found += [] if self.has_whole_times else translation.halves
        return [
            wording
            for literal, wording in found
            if literal not in known
            and not any(self._is_same(one, translation, literal) for one in own)
        ]

    def _is_same(self, own: str, translation: Self, other: str) -> bool:
        if self.by_24_hours.get(own) == other or translation.by_24_hours.get(other) == own:
            return True
        # A bill may be written with or without letters.
        own_bill, other_bill = _BILL.fullmatch(own), _BILL.fullmatch(other)
        return bool(own_bill and own_bill[1] == other) or bool(other_bill and other_bill[1] == own)


def needs_translation(english: str) -> bool:
    """Return True if `english` has letters outside links, codes, placeholders, “a.m.” and “p.m.”"""
    return any(letter.isalpha() for letter in without_literals(english))


def without_literals(text: str) -> str:
    """Return `text` without links, codes, placeholders, “a.m.” and “p.m.”"""
    for pattern in (PLACEHOLDER, _LINK, _CODE, _HALF_DAY):
        text = pattern.sub(" ", text)
    return text


def _take(
    text: str,
    pattern: re.Pattern[str],
    normalize: Callable[[re.Match[str]], str],
    found: list[tuple[str, str]],
) -> str:
    """Add the matches of `pattern` in `text` to `found`, and return `text` without them."""

    def take(match: re.Match[str]) -> str:
        found.append((normalize(match), match[0].strip()))
        return " "

    return pattern.sub(take, text)


def _link(match: re.Match[str]) -> str:
    return re.sub(r"^https?://(www\.)?|^www\.", "", match[0].casefold()).rstrip("/")


def _phone(match: re.Match[str]) -> str:
    return _digits(match[0])[-10:]


def _code(match: re.Match[str]) -> str:
    letters = re.sub(r"[Nn]o\.|[^A-Z]", "", match["letters"])
    return letters + _digits(match["number"])


def _month(match: re.Match[str]) -> str:
    with override(settings.LANGUAGE_CODE):
        return next(name for name in map(str, MONTHS.values()) if name.startswith(match[1]))


def _in_24_hours(match: re.Match[str]) -> tuple[str, str]:
    """Return a time such as “5 p.m.” as two numbers, by the 12-hour and the 24-hour clock."""
    hour, _colon, minutes = match["hour"].replace(".", ":").partition(":")
    start = int(hour) % 12 + (12 if match["half"] in "pP" else 0)
    rest = f".{part}" if (part := minutes.rstrip("0")) else ""
    return f"{int(hour)}{rest}", f"{start}{rest}"


def _number(match: re.Match[str]) -> str:
    if match["whole"]:
        part = _digits(match["part"]).rstrip("0")
        return _without_zeros(match["whole"]) + (f".{part}" if part else "")
    return _without_zeros(match[0])


def _digits(text: str) -> str:
    # Numbers are compared as text, because Python does not convert thousands of digits.
    return "".join(str(unicodedata.decimal(digit)) for digit in re.findall(r"\d", text))


def _without_zeros(text: str) -> str:
    return _digits(text).lstrip("0") or "0"
