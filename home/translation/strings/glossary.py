"""Glossary terms in English text, with their translations."""

import re
from functools import cache
from typing import NamedTuple

from home.text import clean_line

from ..models import GlossaryTranslation


class Term(NamedTuple):
    """Glossary term with its translation into one language and a note for translators."""

    english: str
    translation: str
    note: str

    def __str__(self):
        return f"{self.english}: {self.translation}" + (f" ({self.note})" if self.note else "")


def glossary_of(language):
    """Return the glossary of `language`, the longest terms first, with one query."""
    rows = (
        GlossaryTranslation.objects.filter(language=language)
        .values_list("term__term", "text", "term__note")
        .order_by("term__term")
    )
    return sorted(
        (Term(*map(clean_line, row)) for row in rows), key=lambda term: -len(term.english)
    )


def terms_in(english, glossary):
    """Return the terms of `glossary` that occur in `english`, with any ending.

    Terms inside a longer term do not count.
    """
    terms, rest = [], english.casefold()
    for term in glossary:
        folded = term.english.casefold()
        if folded in rest and _pattern(folded).search(rest):
            terms.append(term)
            rest = _pattern(folded).sub(" ", rest)
    return terms


@cache
def _pattern(folded):
    return re.compile(rf"\b{re.escape(folded)}(?:s|es|ed|ing)?\b")
