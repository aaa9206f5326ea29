"""Detection of personal data in comments, so that writers can leave it out."""

import re
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumber, PhoneNumberMatcher

LABELS = {
    "phone": _("a phone number"),
    "email": _("an email address"),
    "street": _("a street address"),
    "a-number": _("an A-number (the number of an immigration case)"),
    "birth": _("a date of birth"),
}

_EMAIL = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\W\d_]{2,}")
# “1234 E. Lake Street”, “75 Rev. Martin Luther King Jr. Blvd”, “12 Oak Ave #4”.
_STREET = re.compile(
    r"""
    (?<![\w.,/$-]) \d{1,6} (?:\s?[NSEW]{1,2}\.?)?
    \s (?:[\w.'’-]{1,30}\s){1,5}?
    (?<!\bthe\s)(?<!\bour\s)(?<!\bmy\s)(?<!\ba\s)
    (?:street|avenue|ave|road|rd|boulevard|blvd|lane|ln|parkway|pkwy|highway|hwy|terrace
      |st(?!\.?\s(?:paul|cloud|louis|anthony|peter|james|joseph|michael|francis)\b)
      |(?-i:Way|Place|Pl|Drive|Dr|Court|Ct|Circle|Cir|Trail|Trl))   # in lower case, common words
    (?!\w)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_A_NUMBER = re.compile(r"(?<!\w)A\s?[-#:]?\s?(?:\d[\s-]?){7,8}\d(?!\w)", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)\d{1,2}([/.-])\d{1,2}\1((?:19|20)\d\d)(?!\d)")
# “born” in the four languages, with a number or a month and a year soon after it.
_BORN = re.compile(
    r"""
    (?<!\w) (?:born|birth|birthday|birthdate|d\.?o\.?b\.?|naci[oó]|nac[ií]|nacid[oa]|nacimiento
      |dhash\w*|dhalasho\w*|dhalatay|yug) (?!\w)
    \D{0,30} \d{1,4} (?:\D{1,15}\d{2,4})?
    """,
    re.IGNORECASE | re.VERBOSE,
)


def _is_past(year: str) -> bool:
    return 1900 <= int(year) < timezone.localdate().year


def kinds_in(text: str, known_numbers: Iterable[PhoneNumber] = ()) -> list[str]:
    """Return the kinds of personal data that `text` seems to contain, in the order of `LABELS`."""
    # The phone numbers on the post are not personal data.
    known = {str(number.national_number) for number in known_numbers}
    a_numbers = list(_A_NUMBER.finditer(text))
    rest = _A_NUMBER.sub(" ", text)
    numbers = {str(match.number.national_number) for match in PhoneNumberMatcher(rest, "US")}
    dates = [match for match in _DATE.finditer(rest) if _is_past(match[2])]
    matches = {
        "phone": numbers - known,
        "email": _EMAIL.search(text),
        "street": _STREET.search(text),
        "a-number": a_numbers,
        "birth": dates or _BORN.search(rest),
    }
    return [kind for kind in LABELS if matches[kind]]
