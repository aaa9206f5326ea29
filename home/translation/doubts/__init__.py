"""Detection of translated texts that a person must confirm before they are published.

A doubt is not an error: a name may stay as it is in English, and "10" may become "ten". The
messages are in the active language, because volunteers read them too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from django.conf import settings
from django.db import models
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from .english import english_words, is_same
from .literals import Literals, needs_translation

_BREAK = re.compile(r"<br\s*/?>")
_TAG = re.compile(r"<[^<>]*>")


class DoubtKind(models.TextChoices):
    """Reason for a doubt, labelled with a message to translators."""

    SAME = "same", _("This is the same as the English.")
    ENGLISH_WORDS = "english words", _("These words are English: %(parts)s.")
    MISSING = "missing", _("The English has %(parts)s. The translation does not.")
    SURPLUS = "surplus", _("The translation has %(parts)s. The English does not.")


@dataclass(frozen=True)
class Doubt:
    """Doubt about a translation, with the parts of the text that caused it."""

    kind: DoubtKind
    parts: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = ", ".join(f"“{part}”" for part in self.parts)
        return str(self.kind.label) % {"parts": parts}

    @property
    def as_html(self) -> SafeString:
        """Message as HTML, with English parts marked as English."""
        if self.kind == DoubtKind.SURPLUS:
            parts = format_html_join(", ", "“{}”", ((part,) for part in self.parts))
        else:
            language = settings.LANGUAGE_CODE
            parts = format_html_join(
                ", ", '“<span lang="{}">{}</span>”', ((language, part) for part in self.parts)
            )
        message = conditional_escape(str(self.kind.label)) % {"parts": parts}
        return mark_safe(message)  # noqa: S308  both parts are escaped


def without_markup(data: str) -> str:
    """Return the text of a string that wagtail-localize has stored, without tags and escapes."""
    if "<" not in data and "&" not in data:
        return data
    return unescape(_TAG.sub("", _BREAK.sub("\n", data)))


def equals_english(english: str, text: str) -> bool:
    """Return True if `text` is the same as `english`, although `english` needs a translation."""
    return needs_translation(english) and is_same(english, text)


@lru_cache(maxsize=512)
def find_doubts(
    english: str, text: str, language: str, *, is_spoken: bool = False
) -> tuple[Doubt, ...]:
    """Return the doubts about `text` as the translation of `english` into `language`.

    Both are without markup, and `english` is "" if unknown. With `is_spoken`, the translation may
    contain the English line, which callers say.
    """
    doubts = []
    if equals_english(english, text):
        doubts.append(Doubt(DoubtKind.SAME))
    elif (needs_translation(english) or not english) and (
        words := english_words(english, text, may_repeat=is_spoken)
    ):
        doubts.append(Doubt(DoubtKind.ENGLISH_WORDS, _distinct(words)))
    before, after = Literals.of(english), Literals.of(text, language)
    if missing := before.missing_from(after):
        doubts.append(Doubt(DoubtKind.MISSING, _distinct(missing)))
    if surplus := before.surplus_of(after):
        doubts.append(Doubt(DoubtKind.SURPLUS, _distinct(surplus)))
    return tuple(doubts)


def _distinct(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(parts))
