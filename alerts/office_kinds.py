"""Kinds of offices, which decide what an office can be asked for."""

import re
from collections.abc import Iterable

from django.db import models


class OfficeKind(models.TextChoices):
    GOVERNOR = "governor", "governor"
    SENATOR = "senator", "senator"
    REPRESENTATIVE = "representative", "representative"
    MAYOR = "mayor", "mayor"
    COUNCIL = "council", "city council, county or school board"
    POLICE = "police", "sheriff or police"
    AGENCY = "agency", "agency"
    OTHER = "other", "other"


# Only a local commissioner is elected to a board; a state's commissioner heads an agency.
_LOCAL = r"(?:county|city|town|township|village|park)\b"
# The first match counts. “Lieutenant governor” is no governor: only a governor signs and vetoes.
_ROLES = [
    (r"\bchief of staff|\b(?:aide|assistant|secretary|advis[eo]r|counsel) (?:to|for)\b", OfficeKind.OTHER),
    (r"\b(?:former|candidate)\b", OfficeKind.OTHER),
    (r"\b(?:lieutenant|lt\.?) governor|\bsecretary of (?:the )?senate", OfficeKind.OTHER),
    (r"\bgovernor", OfficeKind.GOVERNOR),
    (r"\bsenator|\bsenate", OfficeKind.SENATOR),
    (r"\b(?:state |u\.?s\.? )?representative|\bhouse speaker|\bspeaker of|\bcongress", OfficeKind.REPRESENTATIVE),
    (r"\bmayor", OfficeKind.MAYOR),
    (r"\bsheriff|\bpolice", OfficeKind.POLICE),
    (rf"\bcouncil|\bboard|\b{_LOCAL}.*\bcommissioner|\bcommissioner.*\b{_LOCAL}", OfficeKind.COUNCIL),
    (r"\bagency|\bdepartment|\boffice of|\bICE\b|\bdirector|\bcommissioners? (?:of|for)\b", OfficeKind.AGENCY),
]  # fmt: skip


def kind_of(role: str) -> str:
    """Return the kind of office that the English name of a role suggests, or "" if none."""
    for pattern, kind in _ROLES:
        if re.search(pattern, role, re.IGNORECASE):
            return kind.value
    return ""


def in_words(kinds: Iterable[str]) -> str:
    """Return the labels of `kinds` in words, such as “a governor or a mayor”."""
    names = [OfficeKind(kind).label for kind in kinds if kind in OfficeKind.values]
    return " or ".join(f"{'an' if name[0] in 'aeiou' else 'a'} {name}" for name in names)
