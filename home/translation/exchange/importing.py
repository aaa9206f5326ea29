"""Import of translations: checked as a whole, then written in short transactions."""

import logging
import time
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import DatabaseError, transaction
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail_localize.models import StringTranslation

from .. import batches
from ..strings import segments
from .rows import clean

logger = logging.getLogger(__name__)

# Seconds between two batches: SQLite lets a writer that waits try again only now and then.
PAUSE = 0.05
ENGLISH_CHANGED = "The English of this has changed. Take it out anew and translate what changed."
LOCKED = "The page is locked by somebody else."
OVERTAKEN = "Somebody else has changed this translation in the meantime. Theirs was kept."


class Problem(NamedTuple):
    """A row that is refused, and why: messages in the active language."""

    row: object
    english: str
    errors: list


class Written(NamedTuple):
    """A row that is good, and what should be looked at all the same."""

    row: object
    item: segments.Item
    warnings: list


@dataclass
class Report:
    """The result for each row of an import, or of its check.

    `total` is how many good rows there are to write. `is_stored` says that rows were written,
    `is_interrupted` that not all of them could be.
    """

    refused: list = field(default_factory=list)  # of `Problem`
    written: list = field(default_factory=list)  # of `Written`
    unchanged: int = 0
    empty: int = 0
    total: int = 0
    is_stored: bool = False
    is_interrupted: bool = False

    @property
    def warnings(self):
        return [one for one in self.written if one.warnings]


def examine(rows, scope, user, *, by_machine=False):
    """Check `rows` against the strings of `scope`, in which `user` works: a `Report`; writes nothing.

    A row without a text and one that nobody has touched are never refused: they
    change nothing.
    """
    found = {item.key: (part, item) for part in scope.parts for item in part.items}
    places = {str(item.segment.context_id) for _part, item in found.values()}
    locked = {}
    seen = set()
    report = Report()
    for row in rows:
        if not row.text:
            report.empty += 1
            continue
        part, item = found.get(row.key, (None, None))
        if row.is_untouched or (item and row.text == clean(item.text) and not row.error):
            report.unchanged += 1
            continue
        if row.error:
            errors = [row.error]
        elif item is None:
            errors = [_why_unknown(row.key, places)]
        elif row.key in seen:
            errors = ["This string stands here twice."]
        else:
            if part.page.pk not in locked:
                lock = part.page.get_lock()
                locked[part.page.pk] = bool(lock and lock.for_user(user))
            errors = _errors(row, item, locked[part.page.pk], by_machine=by_machine)
        seen.add(row.key)
        english = item.english if item else row.english or ""
        if errors:
            report.refused.append(Problem(row, english, errors))
        else:
            report.written.append(Written(row, item, segments.warnings(item, row.text)))
    return report


def _why_unknown(key, places):
    _string, _dash, place = key.rpartition("-")
    if place in places:
        return ENGLISH_CHANGED
    return "This is none of the strings that you can change here."


def _errors(row, item, is_locked, *, by_machine):
    if is_locked:
        return [LOCKED]
    if row.english is not None and row.english.split() != item.english.split():
        return ["The English beside this is another string's. Were rows mixed up?"]
    if row.was != item.digest:
        now = f" It now reads: “{item.text}”" if item.text else ""
        return [f"Somebody else has changed this translation since it was taken out.{now}"]
    if by_machine and item.needs_people:
        return ["A machine does not write what readers need most until an alert is over."]
    is_a_persons = item.stored and item.stored.translation_type != (
        StringTranslation.TRANSLATION_TYPE_MACHINE
    )
    if by_machine and is_a_persons:
        return ["A person has translated this. A machine's text does not take its place."]
    return segments.check(item, row.text)


def bring_in(rows, scope, user, *, by_machine=False):
    """Check `rows` as `examine` does and write them all, or none if one is refused: a `Report`.

    Nothing is locked while they are checked. They are written in batches, each a short transaction,
    with pauses in which others write. What somebody changed between the check and the batch is left
    alone and refused; what was written stays. Should the import be interrupted, whole batches are
    stored, and the same file can be brought in again.

    Nothing is published. The words are not taken for the user's own: whoever brings
    them in need not be who wrote them; who did so is in the audit log.
    """
    report = examine(rows, scope, user, by_machine=by_machine)
    if report.refused:
        return report
    pages = {item.key: part.page for part in scope.parts for item in part.items}
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
    """Write one batch of what `examine` found good; add to `report` what became of it."""
    rows = {one.item.key: one for one in good}
    # Prepared before the lock is taken.
    changes = [batches.Change.of(one.item, one.row.text) for one in good]
    with transaction.atomic():
        locked = _locked_by_others({pages[key].pk for key in rows}, user)
        refused = {
            change.item.key: LOCKED for change in changes if pages[change.item.key].pk in locked
        }
        to_save = [change for change in changes if change.item.key not in refused]
        overtaken, gone = batches.save(to_save, by_machine=by_machine)
        refused |= {change.item.key: OVERTAKEN for change in overtaken}
        refused |= {change.item.key: ENGLISH_CHANGED for change in gone}
        written = [one for key, one in rows.items() if key not in refused]
        new_pages = {pages[one.item.key] for one in written} - logged
        for page in new_pages:
            log(instance=page, action="translation.bring_in", user=user)
    logged |= new_pages
    report.is_stored = True
    report.written += written
    report.refused += [
        Problem(rows[key].row, rows[key].item.english, [why]) for key, why in refused.items()
    ]


def _locked_by_others(page_ids, user):
    """Return the ids of those pages that somebody else has locked since they were checked."""
    locked = Page.objects.filter(pk__in=page_ids, locked=True).exclude(locked_by=user)
    return set(locked.values_list("pk", flat=True))
