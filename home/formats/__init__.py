"""Format settings and language rules, in one module per language.

`<language>/formats.py` holds Django's format settings (`FORMAT_MODULE_PATH`) and the values of
`LanguageRules` that differ from the defaults.
"""

import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from django.utils.translation import to_locale


class LanguageRules(NamedTuple):
    """Rules for a language, in addition to Django's format settings."""

    # Patterns of Django's `date` filter: a date alone, within a sentence, and without the year.
    DATE_FORMAT: str = "F j, Y"
    INLINE_DATE_FORMAT: str = ""  # empty: same as DATE_FORMAT
    MONTH_DAY_FORMAT: str = "F j"
    WEEKDAY_AND_DATE: str = "{weekday}, {date}"
    # Parts of dates that are repeated or kept in English, and marked as English.
    REPEATS_DATE_IN_ENGLISH: bool = False
    REPEATS_TIME_IN_ENGLISH: bool = False
    KEEPS_ENGLISH_WEEKDAYS: bool = False
    ADDS_ENDINGS_TO_DAYS: bool = False  # to the names of weekdays and months, as in “Jimcaha”
    TIME_FORMAT: str = "g:i\N{NO-BREAK SPACE}a"
    WHOLE_HOUR_FORMAT: str = "g:i"  # used with the part of the day
    EVENING_FROM: int = 18  # the hour
    # gettext's plural rule for the catalog.
    PLURAL_FORMS: str = "nplurals=2; plural=(n != 1);"


def plural_count(rule: str) -> int:
    found = re.search(r"nplurals\s*=\s*(\d+)", rule)
    return int(found[1]) if found else 2  # gettext's own default


@cache
def language_rules(language: str) -> LanguageRules:
    """Return the rules for `language`, with defaults for rules that its module does not set."""
    name = f"{__name__}.{to_locale(language)}"
    module = import_module(f"{name}.formats") if find_spec(name) else None
    changed = {key: getattr(module, key) for key in LanguageRules._fields if hasattr(module, key)}
    return LanguageRules(**changed)
