"""Import of translations: checked as a whole, then written in short transactions."""

import logging
import time
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import DatabaseError, transaction
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail_localize.models import StringTranslation

from home.text import trim

from .. import batches
from ..strings.checks import find_errors, find_warnings
from ..strings.lookup import TranslatableString
from .returned import ReturnedString

logger = logging.getLogger(__name__)

# Seconds between two batches: SQLite lets a writer that waits try again only now and then.
PAUSE = 0.05
ENGLISH_CHANGED = "The English of this has changed. Take it out anew and translate what changed."
LOCKED = "The page is locked by somebody else."
OVERTAKEN = "Somebody else has changed this translation in the meantime. Theirs was kept."


class RefusedString(NamedTuple):
    """A row that is refused, with messages in the active language."""

    row: ReturnedString
    english: str
    errors: list


class AcceptedString(NamedTuple):
    """A row that is good, with warnings in the active language."""

    row: ReturnedString
    string: TranslatableString
    warnings: list


@dataclass
class ImportReport:
    """Result of an import, or of its check, for each row.

    `total` counts the good rows to write. `is_stored` is True if rows were written,
    `is_interrupted` if not all of them could be.
    """

    refused: list[RefusedString] = field(default_factory=list)
    written: list[AcceptedString] = field(default_factory=list)
    unchanged: int = 0
    empty: int = 0
    total: int = 0
    is_stored: bool = False
    is_interrupted: bool = False

    @property
    def warnings(self):
        return [one for one in self.written if one.warnings]


def examine(rows, scope, user, *, by_machine=False):
    """Check `rows` against the strings of `scope`, in which `user` works; write nothing.

    A row without text, and one that nobody has touched, are never refused: they change nothing.
    """
    found = {string.key: (part, string) for part in scope.parts for string in part.strings}
    places = {str(string.segment.context_id) for _part, string in found.values()}
    locked = {}
    seen = set()
    report = ImportReport()
    for row in rows:
        if not row.text:
            report.empty += 1
            continue
        part, string = found.get(row.key, (None, None))
        if row.is_untouched or (string and row.text == trim(string.text) and not row.error):
            report.unchanged += 1
            continue
        if row.error:
            errors = [row.error]
        elif string is None:
            errors = [_why_unknown(row.key, places)]
        elif row.key in seen:
            errors = ["This string stands here twice."]
        else:
            if part.page.pk not in locked:
                lock = part.page.get_lock()
                locked[part.page.pk] = bool(lock and lock.for_user(user))
            errors = _errors(row, string, locked[part.page.pk], by_machine=by_machine)
        seen.add(row.key)
        english = string.english if string else row.english or ""
        if errors:
            report.refused.append(RefusedString(row, english, errors))
        else:
            report.written.append(AcceptedString(row, string, find_warnings(string, row.text)))
    return report


def _why_unknown(key, places):
    _string, _dash, place = key.rpartition("-")
    if place in places:
        return ENGLISH_CHANGED
    return "This is none of the strings that you can change here."


def _errors(row, string, is_locked, *, by_machine):
    if is_locked:
        return [LOCKED]
    if row.english is not None and row.english.split() != string.english.split():
        return ["The English beside this is another string's. Were rows mixed up?"]
    if row.was != string.fingerprint:
        now = f" It now reads: “{string.text}”" if string.text else ""
        return [f"Somebody else has changed this translation since it was taken out.{now}"]
    if by_machine and string.needs_people:
        return ["A machine does not write what readers need most until an alert is over."]
    is_a_persons = string.stored and string.stored.translation_type != (
        StringTranslation.TRANSLATION_TYPE_MACHINE
    )
    if by_machine and is_a_persons:
        return ["A person has translated this. A machine's text does not take its place."]
    return find_errors(string, row.text)


def bring_in(rows, scope, user, *, by_machine=False):
    """Check `rows` as `examine` does and write them all, or none if one is refused.

    Nothing is locked while they are checked. They are written in batches, each a short transaction,
    with pauses in which others write. A string that somebody changed between the check and the
    batch is left alone and refused; the others stay written. If the import is interrupted, whole
    batches are stored, and the same file can be imported again.

    Nothing is published. The user is recorded in the audit log, not as the translator: somebody
    else may have written the texts.
    """
    report = examine(rows, scope, user, by_machine=by_machine)
    if report.refused:
        return report
    pages = {string.key: part.page for part in scope.parts for string in part.strings}
    logged = set()
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


def _write(good, pages, logged, report, user, by_machine):  # noqa: PLR0913, PLR0917
    """Write one batch of rows that `examine` found good, and add the results to `report`."""
    rows = {one.string.key: one for one in good}
    # Prepared before the lock is taken.
    changes = [batches.TranslationChange.of(one.string, one.row.text) for one in good]
    with transaction.atomic():
        locked = _locked_by_others({pages[key].pk for key in rows}, user)
        refused = {
            change.string.key: LOCKED for change in changes if pages[change.string.key].pk in locked
        }
        to_save = [change for change in changes if change.string.key not in refused]
        overtaken, gone = batches.save(to_save, by_machine=by_machine)
        refused |= {change.string.key: OVERTAKEN for change in overtaken}
        refused |= {change.string.key: ENGLISH_CHANGED for change in gone}
        written = [one for key, one in rows.items() if key not in refused]
        new_pages = {pages[one.string.key] for one in written} - logged
        for page in new_pages:
            log(instance=page, action="translation.bring_in", user=user)
    logged |= new_pages
    report.is_stored = True
    report.written += written
    report.refused += [
        RefusedString(rows[key].row, rows[key].string.english, [why])
        for key, why in refused.items()
    ]


def _locked_by_others(page_ids, user):
    """Return the ids of those pages that somebody else has locked since the check."""
    locked = Page.objects.filter(pk__in=page_ids, locked=True).exclude(locked_by=user)
    return set(locked.values_list("pk", flat=True))
