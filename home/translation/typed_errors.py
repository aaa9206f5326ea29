"""Error messages, in the active language, for texts of translators, volunteers and editors."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from home.text import has_invisible


def no_words_error() -> str:
    return _("There are no words in this text.")


def find_typed_errors(text: str, max_length: int) -> list[str]:
    """Return a list of error messages for `text`, which must be trimmed."""
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
