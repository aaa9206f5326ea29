"""Language choices for model fields, names of languages, and marks for English words in texts.

The choices are callables, so that a language added to the settings needs no migration.
"""

import re

from django.conf import settings
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info


def language_choices() -> list[tuple[str, str]]:
    """Return a list of (code, English name) pairs for all languages."""
    return list(settings.LANGUAGES)


def translated_language_choices() -> list[tuple[str, str]]:
    """Return a list of (code, English name) pairs for all languages except English."""
    return [choice for choice in settings.LANGUAGES if choice[0] != settings.LANGUAGE_CODE]


def own_name(code: str) -> str:
    """Return the name of a language in the language itself, with a capital letter."""
    return capfirst(get_language_info(code)["name_local"])


def mark_english(text: str, *names: str) -> SafeString:
    """Return `text` as safe HTML in which the words `names` are marked as English.

    Nothing is marked while English is the active language. `names` must not occur in tags of
    `text`, or be marked already.
    """
    html = conditional_escape(text)
    if get_language() == settings.LANGUAGE_CODE:
        return html
    pattern = "|".join(re.escape(str(conditional_escape(name))) for name in names)
    marked = re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", r'<span lang="en">\g<0></span>', html)
    return mark_safe(marked)  # noqa: S308  escaped above
