"""Input, display and dialing of phone numbers."""

import re
from functools import lru_cache
from operator import attrgetter
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override
from phonenumber_field import formfields, modelfields, phonenumber
from phonenumber_field.widgets import RegionalPhoneNumberWidget
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

from .dates import NO_BREAK
from .typed_text import plain

# “ext. 12”, “x12”, “#12”, “,12”, “extensión 12”, “;ext=12” at the end of a number.
_EXTENSION = re.compile(
    r"[\s,;(]*(?:(?<![^\W\d_])(?:e?xt(?:ensi[oó]n)?n?|x)|#|,)[\s.:=#]*(?P<digits>\d+)\s*\)?$",
    re.IGNORECASE,
)
_VANITY = re.compile(
    r"(?:\+?1[\s.-]*)?\(?\d{3}\)?[\s.-]*(?=(?:[^A-Za-z]*[A-Za-z]){3})[A-Za-z\d\s.-]+"
)
_NUMBER = re.compile(r"\+?[\d\s().-]+")
MOST_DIGITS = 15  # worldwide, by E.164
LONGEST_EXTENSION = 7
REGULAR = (
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
)

EXAMPLE = "Write one number, like 651-296-4837, 651-296-4837 ext. 12 or 1-800-LAW-HELP."
ABROAD = "A number from another country begins with + and its country code, like +252."
PROBLEMS = {
    ValidationResult.TOO_SHORT: "is too short: add the area code",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "is too short: add the area code",
    ValidationResult.TOO_LONG: "is too long: enter each number in its own field",
}


class PhoneNumber(phonenumber.PhoneNumber):
    """A phone number that keeps its extension and, if it is a vanity number, its letters."""

    def __str__(self) -> str:
        if not self.is_valid():
            return self.raw_input or ""
        shown = self._without_extension()
        if self.vanity:
            shown = f"{self.vanity} ({self._without_extension(dashes=True)})"
        if self.extension:
            text = _("{number} ext. {extension}").replace(
                " {extension}", f"{NO_BREAK}{{extension}}"
            )
            return text.format(number=shown, extension=self.extension)
        return shown

    def __hash__(self) -> int:
        return hash(self.as_rfc3966)  # the text differs between languages

    def _without_extension(self, *, dashes: bool = False) -> str:
        if self.country_code == 1 and not dashes:
            return _formatted(PhoneNumberFormat.NATIONAL, *self._digits).replace(" ", NO_BREAK)
        number = _formatted(PhoneNumberFormat.INTERNATIONAL, *self._digits)
        if self.country_code != 1:
            return number.replace(" ", NO_BREAK)
        return number.removeprefix("+").replace(" ", "-")

    @property
    def in_text(self) -> str:
        """The number in the active language with plain spaces, for texts that people copy."""
        return str(self).replace(NO_BREAK, " ")

    @property
    def in_english(self) -> str:
        """The number as shown in English, whatever the active language, with plain spaces."""
        with override("en"):
            return self.in_text

    @property
    def vanity(self) -> str:
        """The number without its extension, as typed, if it is a vanity number, otherwise "".

        A vanity number has letters, such as “1-800-LAW-HELP”.
        """
        written = _EXTENSION.sub("", self.raw_input or "").strip()
        return written if _VANITY.fullmatch(written) else ""

    @property
    def typed(self) -> str:
        """The number as an editor would type it."""
        if not self.vanity:
            return self.in_english
        return f"{self.vanity} ext. {self.extension}" if self.extension else self.vanity

    @property
    def stored(self) -> str:
        """The number in the format of RFC 3966, or as typed if it is a vanity number or invalid."""
        if not self.is_valid():
            return self.raw_input or ""
        return self.typed if self.vanity else self.as_rfc3966

    @property
    def dial(self) -> str:
        """The `tel:` URL that dials the number."""
        if self.extension:
            # Phones ignore RFC 3966's `;ext=`. They pause at commas before they dial the extension.
            return f"tel:{self.as_e164},,{self.extension}"
        return _formatted(PhoneNumberFormat.RFC3966, *self._digits)

    @property
    def for_machines(self) -> str:
        """The number and its extension in digits, in a fixed format for feeds."""
        return f"{self.as_e164};ext={self.extension}" if self.extension else self.as_e164

    @property
    def is_toll_free(self) -> bool:
        """True if calls to the number are free in the US."""
        return self.country_code == 1 and self._kind == PhoneNumberType.TOLL_FREE

    @property
    def is_local(self) -> bool:
        """True for a landline or mobile number in the US."""
        # *67 hides the caller's number only on calls to such numbers.
        return self._kind in REGULAR and _region(*self._digits) == "US"

    @property
    def _kind(self) -> int:  # a `PhoneNumberType`
        return _kind(*self._digits)

    @property
    def _digits(self) -> tuple[int | None, ...]:
        return _digits_of(self)

    def is_valid(self) -> bool:
        return _is_valid(*self._digits)


# Attributes of a number, without its extension and the way it was typed.
_DIGITS = ("country_code", "national_number", "italian_leading_zero", "number_of_leading_zeros")
_digits_of = attrgetter(*_DIGITS)

# The numbering plans are part of the library, so these results and those of `_parsed` never change.
# Looking them up is the slow part of showing a number.


@lru_cache(maxsize=1000)
def _kind(*digits: int | None) -> int:
    return phonenumbers.number_type(_number(digits))


@lru_cache(maxsize=1000)
def _region(*digits: int | None) -> str | None:
    return phonenumbers.region_code_for_number(_number(digits))


@lru_cache(maxsize=1000)
def _is_valid(*digits: int | None) -> bool:
    return phonenumbers.is_valid_number(_number(digits))


@lru_cache(maxsize=1000)
def _formatted(pattern: int, *digits: int | None) -> str:  # a `PhoneNumberFormat`
    return phonenumbers.format_number(_number(digits), pattern)


def _number(digits: tuple[int | None, ...]) -> phonenumbers.PhoneNumber:
    fields: dict[str, Any] = dict(zip(_DIGITS, digits, strict=True))
    return phonenumbers.PhoneNumber(**fields)


def to_python(value: Any, region: str | None = None) -> Any:  # empty values stay as they are
    """Convert a string or another phone number object to a `PhoneNumber`.

    Empty values are returned unchanged. A string that cannot be parsed becomes an invalid number.
    """
    if isinstance(value, PhoneNumber) or not value:
        return value
    number = PhoneNumber()
    number.merge_from(
        value if isinstance(value, phonenumbers.PhoneNumber) else _parsed(value, region)
    )
    return number


@lru_cache(maxsize=1000)
def _parsed(text: str, region: str | None) -> PhoneNumber:
    try:
        number = PhoneNumber.from_string(_without_spare_letters(text), region)
    except phonenumbers.NumberParseException:
        return PhoneNumber(raw_input=text)
    number.raw_input = text
    return number


def _without_spare_letters(text: str) -> str:
    found = _EXTENSION.search(text)
    main, rest = (text[: found.start()], found[0]) if found else (text, "")
    if not _VANITY.fullmatch(main):
        return text
    # Phones ignore the last letters of a number such as 1-800-IMMIGRANT.
    places = [place for place, letter in enumerate(main) if letter.isalnum()]
    most = 11 if main.lstrip("+").startswith("1") else 10
    return main[: places[most - 1] + 1] + rest if len(places) > most else text


def read(text: str) -> PhoneNumber:
    """Parse `text` as one phone number.

    Raises:
        ValidationError: `text` is not a single valid number. The message says why.
    """
    text = plain(text).removeprefix("tel:")
    found = _EXTENSION.search(text)
    main, extension = (text[: found.start()], found["digits"]) if found else (text, "")
    if len(extension) > LONGEST_EXTENSION:
        raise _refusal(text, f"has an extension of more than {LONGEST_EXTENSION} digits")
    if sum(map(str.isdigit, main)) > MOST_DIGITS:
        raise _refusal(text, "is too long: enter each number in its own field")
    if not (_NUMBER.fullmatch(main) or _VANITY.fullmatch(main)):
        raise _refusal(text, "is not a phone number")
    number = to_python(main)
    if not number.country_code or number.extension:
        raise _refusal(text, "is not a phone number")
    if not number.is_valid():
        raise _refusal(text, _problem_of(number, main))
    return to_python(f"{main} ext. {extension}") if extension else number


def _problem_of(number: PhoneNumber, text: str) -> str:
    if re.fullmatch(r"[2-9]\d\d", text):
        return "works in some places only: enter the full number"
    reason = phonenumbers.is_possible_number_with_reason(number)
    return PROBLEMS.get(reason, "is not a valid number: check the area code")


def _refusal(text: str, problem: str) -> ValidationError:
    return ValidationError(f"“{text}” {problem}. {EXAMPLE} {ABROAD}", code="invalid")


class PhoneNumberInput(RegionalPhoneNumberWidget):
    """Widget that shows a number as an editor would type it, and invalid input unchanged."""

    def format_value(self, value):
        return value.typed if isinstance(value, PhoneNumber) else value


class PhoneNumberFormField(formfields.PhoneNumberField):
    """Form field for a phone number in American notation, or with + and a country code."""

    widget = PhoneNumberInput

    def to_python(self, value):
        if value in self.empty_values:
            return self.empty_value
        return value if isinstance(value, PhoneNumber) else read(str(value))


class PhoneNumberDescriptor(modelfields.PhoneNumberDescriptor):
    """Descriptor that converts assigned values to `PhoneNumber`s."""

    def __set__(self, instance, value):
        instance.__dict__[self.field.name] = to_python(value, self.field.region)


class PhoneNumberField(modelfields.PhoneNumberField):
    """Model field for a `PhoneNumber`, which may be a vanity number."""

    attr_class = PhoneNumber
    descriptor_class = PhoneNumberDescriptor

    def to_python(self, value):
        return to_python(value, self.region)

    def from_db_value(self, value, expression, connection):
        return to_python(value)

    def get_prep_value(self, value):
        number = self.to_python(value)
        return number.stored if number else number

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PhoneNumberFormField, **kwargs})
