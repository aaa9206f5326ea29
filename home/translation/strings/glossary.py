"""The campaign's terms: where they occur, and how each language says them."""

import re
from functools import cache
from typing import NamedTuple

from home.text import clean_line

from ..models import GlossaryTranslation


class Term(NamedTuple):
    """A term, how one language says it, and what to look out for."""

    english: str
    rendering: str
    note: str

    def __str__(self):
        return f"{self.english}: {self.rendering}" + (f" ({self.note})" if self.note else "")


def glossary_of(language):
    """The glossary of the language with this code: a list of `Term`, the longest first. One query."""
    rows = (
        GlossaryTranslation.objects.filter(language=language)
        .values_list("term__term", "text", "term__note")
        .order_by("term__term")
    )
    return sorted(
        (Term(*map(clean_line, row)) for row in rows), key=lambda term: -len(term.english)
    )


def terms_in(english, glossary):
    """The terms of `glossary` that occur in the text `english`, whatever their ending: a list.

    Of two terms of which one contains the other only the longer counts.
    """
    found, rest = [], english.casefold()
    for term in glossary:
        folded = term.english.casefold()
        if folded in rest and _pattern(folded).search(rest):
            found.append(term)
            rest = _pattern(folded).sub(" ", rest)
    return found


@cache
def _pattern(folded):
    return re.compile(rf"\b{re.escape(folded)}(?:s|es|ed|ing)?\b")
