"""Formats and language rules, one module per language.

`<language>/formats.py` holds Django's format settings (`FORMAT_MODULE_PATH`) and those of `LanguageRules`
that differ from the defaults.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from django.utils.translation import to_locale


class LanguageRules(NamedTuple):
    """Rules of a language beyond Django's format settings."""

    # A date, with and without the year's sentence around it; patterns of Django's `date` filter.
    DATE_FORMAT: str = "F j, Y"
    INLINE_DATE_FORMAT: str = ""  # DATE_FORMAT where it is empty
    WEEKDAY_AND_DATE: str = "{weekday}, {date}"
    # The date, the time and names of weekdays that are repeated or kept in English, marked as such.
    REPEATS_DATE_IN_ENGLISH: bool = False
    REPEATS_TIME_IN_ENGLISH: bool = False
    KEEPS_ENGLISH_WEEKDAYS: bool = False
    TIME_FORMAT: str = "g:i a"
    WHOLE_HOUR_FORMAT: str = "g:i"  # beside the part of the day
    # gettext's rule for the catalog.
    PLURAL_FORMS: str = "nplurals=2; plural=(n != 1);"


@cache
def language_rules(language: str) -> LanguageRules:
    """Return the rules of `language`: those of its formats module, otherwise the defaults."""
    name = f"{__name__}.{to_locale(language)}"
    module = import_module(f"{name}.formats") if find_spec(name) else None
    own = {key: getattr(module, key) for key in LanguageRules._fields if hasattr(module, key)}
    return LanguageRules(**own)
