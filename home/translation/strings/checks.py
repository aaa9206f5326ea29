"""Checks of translations against the English text, which return errors and warnings.

The messages are in the active language, because volunteers read them too.
"""

import re
from collections import Counter

from django.utils.translation import gettext as _
from wagtail_localize.strings import StringValue, extract_ids, validate_translation_links

from ..doubts import Doubt, DoubtKind, find_doubts, without_markup
from ..doubts.literals import PLACEHOLDER
from ..models import Pronunciation
from ..typed_errors import find_typed_errors, no_words_error
from .glossary import Term
from .lookup import MARKUP, TranslatableString


def find_errors(string: TranslatableString, text: str) -> list[str]:
    """Return error messages for `text` as the translation of `string`."""
    if errors := find_typed_errors(text, string.max_length or max(1000, 10 * len(string.english))):
        return errors
    plain = text = string.cleaned(text)
    source = string.segment.string.data
    if string.is_rich and MARKUP.search(text + source):
        try:
            plain = StringValue.from_translated_html(text).render_text()
            validate_translation_links(source, text)
        except (ValueError, RecursionError):  # RecursionError: tags nested a thousand deep
            return [_("Only the tags of the English text can be used, such as <b> and <a>.")]
        if extract_ids(source) != extract_ids(text):
            errors.append(_("A link of the English text is missing. Keep its <a …> and </a>."))
    if not plain.strip():
        errors.append(no_words_error())
    if Counter(PLACEHOLDER.findall(string.english)) != Counter(PLACEHOLDER.findall(text)):
        errors.append(_("Keep the parts in braces, such as {number}, exactly as they are."))
    return errors


def find_pronunciation_errors(text: str) -> list[str]:
    return find_typed_errors(text, Pronunciation.MAX_LENGTH)


def find_warnings(string: TranslatableString, text: str) -> list[str]:
    """Return warnings about `text` as the translation of `string`. They do not prevent saving."""
    warnings = [
        _("In our list of terms, “%(term)s” is “%(translation)s”.")
        % {"term": term.english, "translation": term.translation}
        for term in missing_terms(string, text)
    ]
    return [*map(str, doubts_about(string, text)), *warnings]


def doubts_about(string: TranslatableString, text: str) -> tuple[Doubt, ...]:
    """Return the doubts about `text` as the translation of `string`, or () if `text` is empty."""
    if not text:
        return ()
    english = string.english
    if string.is_rich:
        english, text = without_markup(english), without_markup(text)
    return find_doubts(english, text, string.locale.language_code, is_spoken=string.is_spoken)


def equals_english(string: TranslatableString, text: str) -> bool:
    """Return True if `text` repeats the English of `string`, although it needs a translation."""
    return any(doubt.kind == DoubtKind.SAME for doubt in doubts_about(string, text))


def open_doubts(string: TranslatableString) -> tuple[Doubt, ...]:
    """Return the doubts about the stored text of `string` that nobody has confirmed."""
    is_open = string.is_done and not string.is_confirmed
    return doubts_about(string, string.text) if is_open else ()


def missing_terms(string: TranslatableString, text: str) -> list[Term]:
    """Return the terms of `string` that seem to be missing from `text`, unless it is empty."""
    return [term for term in string.glossary if text and not _has_term(term.translation, text)]


def _has_term(translation: str, text: str) -> bool:
    folded = text.casefold()
    # Parts in parentheses, word endings, and words of one or two letters are ignored.
    words = re.findall(r"[\w']+", re.sub(r"\([^)]*\)", "", translation).casefold())
    return all(word[: max(4, len(word) - 2)] in folded for word in words if len(word) > 2)
