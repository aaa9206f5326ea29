"""Lookup of glossary terms in English text, with their translations."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from home.text import clean_line

from ..models import GlossaryTranslation


class Term(NamedTuple):
    """Glossary term with its translation into one language and a note for translators."""

    english: str
    translation: str
    note: str

    def __str__(self) -> str:
        return f"{self.english}: {self.translation}" + (f" ({self.note})" if self.note else "")


def glossary_of(language: str) -> list[Term]:
    """Return the glossary for `language`, longest terms first."""
    rows = GlossaryTranslation.objects.filter(language=language).values_list(
        "term__term", "text", "term__note"
    )
    terms = (Term(*map(clean_line, row)) for row in rows)
    return sorted(terms, key=lambda term: (-len(term.english), term))


def terms_in(english: str, glossary: Iterable[Term]) -> list[Term]:
    """Return the terms that occur in `english` outside longer terms, listed first in `glossary`."""
    terms: list[Term] = []
    rest = english.casefold()
    for term in glossary:
        folded = term.english.casefold()
        if folded in rest and _pattern(folded).search(rest):
            terms.append(term)
            rest = _pattern(folded).sub(" ", rest)
    return terms


@cache
def _pattern(folded: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(folded)}(?:s|es|ed|ing)?\b")
