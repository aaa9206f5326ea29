"""Errors in texts that translators, volunteers and editors type, in the active language."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from home.text import has_invisible


def no_words_error() -> str:
    return _("There are no words in this text.")


def find_typed_errors(text: str, max_length: int) -> list[str]:
    """Return error messages for a trimmed `text` that is empty, too long, or partly invisible."""
    if not text:
        return [no_words_error()]
    if len(text) > max_length:
        numbers = {"length": len(text), "limit": max_length}
        return [
            _("This is too long: it has %(length)s characters, and only %(limit)s fit.")
            % {name: number_format(number, force_grouping=True) for name, number in numbers.items()}
        ]
    if has_invisible(text):
        return [_("There is an invisible character in this text. Please type it again.")]
    return []
