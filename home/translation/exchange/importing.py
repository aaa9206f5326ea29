"""Import of translations: all rows are checked first, then written in short transactions."""

import logging
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import DatabaseError, transaction
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail_localize.models import StringTranslation

from home.people.models import User
from home.text import trim

from .. import batches
from ..strings.checks import find_errors, find_warnings
from ..strings.lookup import TranslatableString
from .returned import ReturnedString
from .scope import ExchangeScope

logger = logging.getLogger(__name__)

# Seconds between two batches, for other writers: with SQLite, they retry only at intervals.
PAUSE = 0.05
ENGLISH_CHANGED = "The English of this has changed. Download it again and translate what changed."
LOCKED = "The page is locked by somebody else."
OVERTAKEN = "Somebody else has changed this translation in the meantime. Theirs was kept."


class RefusedString(NamedTuple):
    """Row that was refused, with messages that give the reasons."""

    row: ReturnedString
    english: str
    errors: list[str]


class AcceptedString(NamedTuple):
    """Row that is valid, with warnings in the active language."""

    row: ReturnedString
    string: TranslatableString
    warnings: list[str]


@dataclass
class ImportReport:
    """Result of an import, or of a check without an import.

    `written` holds the valid rows or, once an import has begun to write, the rows that were
    written. Only an import that passes the check sets the last three attributes. `total` is the
    count of valid rows to write. `is_stored` is True once a batch is done, or if there are no rows
    to write. `is_interrupted` is True if a database error stopped the import.
    """

    refused: list[RefusedString] = field(default_factory=list)
    written: list[AcceptedString] = field(default_factory=list)
    unchanged: int = 0
    empty: int = 0
    total: int = 0
    is_stored: bool = False
    is_interrupted: bool = False

    @property
    def warnings(self) -> list[AcceptedString]:
        return [accepted for accepted in self.written if accepted.warnings]


def examine(
    rows: Iterable[ReturnedString], scope: ExchangeScope, user: User, *, by_machine: bool = False
) -> ImportReport:
    """Check the `rows` that `user` imports against the strings of `scope`. Write nothing.

    Rows without text, and rows left as they were exported, are counted, but never refused.
    """
    strings = {string.key: string for part in scope.parts for string in part.strings}
    pages = _pages_by_string(scope)
    places = {str(string.segment.context_id) for string in strings.values()}
    locked: dict[int, bool] = {}
    seen: set[str] = set()
    report = ImportReport()
    for row in rows:
        if not row.text:
            report.empty += 1
            continue
        string = strings.get(row.key)
        if row.is_untouched or (string and row.text == trim(string.text) and not row.error):
            report.unchanged += 1
            continue
        if row.error:
            errors = [row.error]
        elif string is None:
            errors = [_why_unknown(row.key, places)]
        elif row.key in seen:
            errors = ["This string is here twice."]
        else:
            page = pages[row.key]
            if page.pk not in locked:
                lock = page.get_lock()
                locked[page.pk] = bool(lock and lock.for_user(user))
            errors = _errors(row, string, locked[page.pk], by_machine=by_machine)
        seen.add(row.key)
        english = string.english if string else row.english or ""
        if errors or string is None:
            report.refused.append(RefusedString(row, english, errors))
        else:
            report.written.append(AcceptedString(row, string, find_warnings(string, row.text)))
    return report


def _pages_by_string(scope: ExchangeScope) -> dict[str, Page]:
    return {string.key: part.page for part in scope.parts for string in part.strings}


def _why_unknown(key: str, places: Collection[str]) -> str:
    _string, _dash, place = key.rpartition("-")
    if place in places:
        return ENGLISH_CHANGED
    return "This is none of the strings that you can change here."


def _errors(
    row: ReturnedString, string: TranslatableString, is_locked: bool, *, by_machine: bool
) -> list[str]:
    if is_locked:
        return [LOCKED]
    if row.english is not None and row.english.split() != string.english.split():
        return ["The English beside this is another string's. Were rows mixed up?"]
    if row.was != string.fingerprint:
        now = f" It now reads: “{string.text}”" if string.text else ""
        return [f"Somebody else has changed this translation since it was downloaded.{now}"]
    if by_machine and string.needs_people:
        return ["People must translate what readers need most until an alert is over."]
    is_a_persons = string.stored and string.stored.translation_type != (
        StringTranslation.TRANSLATION_TYPE_MACHINE
    )
    if by_machine and is_a_persons:
        return ["A person has translated this. A machine draft cannot replace it."]
    return find_errors(string, row.text)


def bring_in(
    rows: Iterable[ReturnedString], scope: ExchangeScope, user: User, *, by_machine: bool = False
) -> ImportReport:
    """Check `rows` as `examine` does. Write the changed rows, or none if the check refuses any.

    The rows are written in batches, each in its own transaction. If somebody has changed a string
    or locked its page since the check, that row is refused and the others are written. Nothing is
    published. `user` is named in the audit log, but not as the translator of the strings.
    """
    report = examine(rows, scope, user, by_machine=by_machine)
    if report.refused:
        return report
    pages = _pages_by_string(scope)
    logged: set[Page] = set()
    good, report.written = report.written, []
    report.total, report.is_stored = len(good), not good
    try:
        for start in range(0, len(good), batches.SIZE):
            if start:
                time.sleep(PAUSE)
            _write(good[start : start + batches.SIZE], pages, logged, report, user, by_machine)
    except DatabaseError:
        logger.exception("An import of translations was interrupted.")
        report.is_interrupted = True
    return report


def _write(  # noqa: PLR0913, PLR0917
    good: list[AcceptedString],
    pages: Mapping[str, Page],
    logged: set[Page],
    report: ImportReport,
    user: User,
    by_machine: bool,
) -> None:
    """Write one batch of accepted rows, and add the results to `report`.

    `logged` holds the pages that this import has added to the audit log.
    """
    rows = {accepted.string.key: accepted for accepted in good}
    # Prepared before the transaction, to keep the transaction short.
    changes = [
        batches.TranslationChange.of(accepted.string, accepted.row.text) for accepted in good
    ]
    with transaction.atomic():
        locked = _locked_by_others({pages[key].pk for key in rows}, user)
        refused = {
            change.string.key: LOCKED for change in changes if pages[change.string.key].pk in locked
        }
        to_save = [change for change in changes if change.string.key not in refused]
        overtaken, gone = batches.save(to_save, by_machine=by_machine)
        refused |= {change.string.key: OVERTAKEN for change in overtaken}
        refused |= {change.string.key: ENGLISH_CHANGED for change in gone}
        written = [accepted for key, accepted in rows.items() if key not in refused]
        new_pages = {pages[accepted.string.key] for accepted in written} - logged
        for page in new_pages:
            log(instance=page, action="translation.bring_in", user=user)
    logged |= new_pages
    report.is_stored = True
    report.written += written
    report.refused += [
        RefusedString(rows[key].row, rows[key].string.english, [why])
        for key, why in refused.items()
    ]


def _locked_by_others(page_ids: Collection[int], user: User) -> set[int]:
    """Return the IDs in `page_ids` of the pages that somebody other than `user` has locked."""
    locked = Page.objects.filter(pk__in=page_ids, locked=True).exclude(locked_by=user)
    return set(locked.values_list("pk", flat=True))
