"""Tests for the table of interface messages that fluent readers have reviewed."""

import hashlib
import re
from datetime import date

import pytest
from django.conf import settings

from tests.support import words
from tests.support.words import entry

SIGNED_OFF = settings.BASE_DIR / "site" / "docs" / "translators.md"
HEADING = "## Reviewed interface words"


def fingerprint(catalog):
    lines = sorted(repr((entry.msgctxt, entry.msgid, words.forms_of(entry))) for entry in catalog)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def wrong_reviews(document, reviewed_on, catalog_of=words.catalog_of):
    """Return a list of the wrong claims in the document's table of reviewed messages.

    The columns are the language, the day, “all” or messages separated by “;”, and a fingerprint.
    """
    _before, heading, section = document.partition(HEADING)
    assert heading, f"“{HEADING}” is missing"
    wrong, whole = [], {}
    for line in re.findall(r"^\|.*", section, re.MULTILINE)[2:]:
        language, day, strings, stated = [cell.strip() for cell in line.strip("| ").split("|")]
        catalog = list(catalog_of(language))
        if strings == "all":
            whole[language] = date.fromisoformat(day)
        else:
            signed = {text.strip() for text in strings.split(";")}
            for unknown in sorted(signed - {entry.msgid for entry in catalog}):
                wrong.append(f"{language}: there is no message “{unknown}”")
            catalog = [entry for entry in catalog if entry.msgid in signed]
        if stated != fingerprint(catalog):
            wrong.append(
                f"{language}: the words reviewed on {day} have changed, and are now "
                f"{fingerprint(catalog)}: ask the reader again, or take the row away"
            )
    for language in sorted(whole.keys() | reviewed_on.keys()):
        if whole.get(language) != reviewed_on.get(language):
            wrong.append(
                f"{language}: reviewed as a whole on {whole.get(language)}, but "
                f"INTERFACE_REVIEWED_ON says {reviewed_on.get(language)}"
            )
    return wrong


def table(*rows):
    head = ["| Language | Day | Words | Fingerprint |", "| --- | --- | --- | --- |"]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(["# Title", HEADING, *head, *lines])


DAY = date(2026, 11, 24)
SMALL = [entry("Call", "Wac"), entry("Send", "Dir")]
ALL = ("so", "2026-11-24", "all", fingerprint(SMALL))
SOME = ("so", "2026-11-24", "Call; Send", fingerprint(SMALL))


@pytest.mark.parametrize(
    ("rows", "reviewed_on"),
    [([], {}), ([ALL], {"so": DAY}), ([SOME], {}), ([SOME, ALL], {"so": DAY})],
)
def test_a_true_review_passes(rows, reviewed_on):
    assert wrong_reviews(table(*rows), reviewed_on, lambda language: SMALL) == []


@pytest.mark.parametrize(
    ("rows", "reviewed_on"),
    [
        ([], {"so": DAY}),
        ([ALL], {}),
        ([ALL], {"so": date(2026, 11, 25)}),
        ([ALL], {"es": DAY}),
        ([SOME], {"so": DAY}),
        ([(*ALL[:3], "0123456789ab")], {"so": DAY}),
        ([(*SOME[:2], "Call; Sand", fingerprint(SMALL[:1]))], {}),
    ],
)
def test_a_false_review_is_found(rows, reviewed_on):
    assert wrong_reviews(table(*rows), reviewed_on, lambda language: SMALL)


@pytest.mark.parametrize("changed", [[entry("Call", "Soo wac"), SMALL[1]], [*SMALL, SMALL[0]]])
def test_a_review_is_outdated_when_the_messages_change(changed):
    assert wrong_reviews(table(ALL), {"so": DAY}, lambda language: changed)


def test_only_messages_that_a_fluent_reader_reviewed_are_called_reviewed():
    document = SIGNED_OFF.read_text(encoding="utf-8")
    assert wrong_reviews(document, settings.INTERFACE_REVIEWED_ON) == []
