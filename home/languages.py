"""Language choices for model fields.

The choices are callables, so that a language added to the settings needs no migration.
"""

from django.conf import settings


def language_choices() -> list[tuple[str, str]]:
    """Return a list of (code, English name) pairs for all languages."""
    return list(settings.LANGUAGES)


def translated_language_choices() -> list[tuple[str, str]]:
    """Return a list of (code, English name) pairs for all languages except English."""
    return [choice for choice in settings.LANGUAGES if choice[0] != settings.LANGUAGE_CODE]
