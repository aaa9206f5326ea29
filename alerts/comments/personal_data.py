"""Detection of personal data in comments, so that writers can leave it out."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumber, PhoneNumberMatcher

LABELS = {
    "phone": _("a phone number"),
    "email": _("an email address"),
    "street": _("a street address"),
    "a-number": _("an A-number (the number of an immigration case)"),
    "ssn": _("a Social Security number"),
    "birth": _("a date of birth"),
}

# “ana@mail.example”, “ana [at] mail [dot] com”, “ana arroba mail punto com”.
_EMAIL = re.compile(
    r"""
    [^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\W\d_]{2,}
    | [\w.+-]{1,64} (?:
        (?:\s?[(\[]\s?(?:at|@|arroba)\s?[)\]]\s? | \sarroba\s) [\w-]{1,63}
        (?:\. | \s?[(\[]\s?(?:dot|punto)\s?[)\]]\s? | \s(?:dot|punto)\s)
        # “Sign it at change.org” has no email address.
        | \sat\s [\w-]{1,63} (?:\s?[(\[]\s?(?:dot|punto)\s?[)\]]\s? | \s(?:dot|punto)\s)
      ) (?:com|org|net|edu|mx|es)(?!\w)
    """,
    re.IGNORECASE | re.VERBOSE,
)
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
    # “Calle Lake 3015”, “Ave. Cedar #2600”, “Jidka Lake 1234”, “P.O. Box 12”, “1423 E Lake, apt 4”.
    | (?<!\w)(?:calle|avenida|av\.?|ave\.?|jidka|waddada)
      \s(?-i:[A-ZÁÉÍÓÚÑ][\w.'’-]{0,30}|\d{1,3})(?:\s(?-i:[A-ZÁÉÍÓÚÑ])[\w.'’-]{0,30})?
      ,?\s(?:\#|n[oº]\.?\s|n[uú]mero\s)?\s?\d{2,5}(?!\w)
    | (?<!\w)p\.?\s?o\.?\s?box\s\d+
    | (?<!\w)(?:apt|apto|depto)\.?\s?(?:\#|n[oº]\.?)?\s?\d+
    """,
    re.IGNORECASE | re.VERBOSE,
)
# “A 012 345 678”, “A-Number: 012-345-678”, “alien number 012345678”, and receipts: “MSC 21 900 12345”.
_A_NUMBER = re.compile(
    r"""
    (?<!\w)
    (?: (?:A|alien\s(?:registration\s)?|uscis\s?|n[uú]mero\sde\sextranjero\s(?:es\s)?)
        \s? (?:[-\s]?(?:no\.?|number|n[uú]mero|lambarka|\#))? \s?[-#:.]{0,2}\s?
        (?:\d[\s.-]?){7,8}\d
      | (?:IOE|MSC|WAC|LIN|EAC|SRC|NBC|YSC|ZAR|ZLA|ZNY)[\s-]?(?:\d[\s-]?){9}\d
    ) (?!\w)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SSN = re.compile(r"(?<![\w-])\d{3}([\s-])\d{2}\1\d{4}(?![\w-])")
# Separators that the search for phone numbers does not know.
_ODD_SEPARATORS = re.compile(r"(?<=\d)\s?[*_·•|]\s?(?=\d)")
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}([/.-])\d{1,2}\1((?:19|20)\d\d)|((?:19|20)\d\d)-\d\d-\d\d)(?!\d)"
)
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
    text = unicodedata.normalize("NFKC", text)  # full-width digits and "＠", among others
    a_numbers, ssn = _A_NUMBER.search(text), _SSN.search(text)
    rest = _SSN.sub(" ", _A_NUMBER.sub(" ", text))
    dialled = PhoneNumberMatcher(_ODD_SEPARATORS.sub("-", rest), "US")
    numbers = {str(match.number.national_number) for match in dialled}
    dates = [match for match in _DATE.finditer(rest) if _is_past(match[2] or match[3])]
    matches = {
        "phone": numbers - known,
        "email": _EMAIL.search(text),
        "street": _STREET.search(text),
        "a-number": a_numbers,
        "ssn": ssn,
        "birth": dates or _BORN.search(rest),
    }
    return [kind for kind in LABELS if matches[kind]]
