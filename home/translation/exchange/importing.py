"""Checks of returned translations, and storage of the valid ones."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail_localize.models import StringTranslation

from home.people.models import User

from .. import batches
from ..strings.checks import equals_english, find_errors, find_warnings
from ..strings.lookup import TranslatableString
from .returned import ReturnedString, comparable, tidy
from .scope import ExchangedPage, ExchangeScope

# Seconds between two batches, for other writers: with SQLite, they retry only at intervals.
PAUSE = 0.05
ENGLISH_CHANGED = gettext_lazy(
    "The English of this has changed. Download it again and translate what changed."
)
LOCKED = gettext_lazy("The page is locked by somebody else.")
OVERTAKEN = gettext_lazy(
    "Somebody else has changed this translation in the meantime. Theirs was kept."
)


class RefusedString(NamedTuple):
    """Row that was refused, with error messages."""

    row: ReturnedString
    english: str
    errors: list[str]
    # In the language of the translation, for the volunteer who gets the row back. `errors` are in
    # the active language.
    localized_errors: list[str]


class AcceptedString(NamedTuple):
    """Row that is valid, with warnings in the active language."""

    row: ReturnedString
    string: TranslatableString
    warnings: list[str]


@dataclass
class ImportReport:
    """Result of a check or an import. After a check, `written` holds the rows that are valid."""

    refused: list[RefusedString] = field(default_factory=list)
    written: list[AcceptedString] = field(default_factory=list)
    unchanged: int = 0
    empty: int = 0

    @property
    def warnings(self) -> list[AcceptedString]:
        return [accepted for accepted in self.written if accepted.warnings]

    def add(self, other: "ImportReport") -> None:
        self.refused += other.refused
        self.written += other.written
        self.unchanged += other.unchanged
        self.empty += other.empty


class RowChecker:
    """Checker of rows that a user imports for the strings of a scope. It writes nothing."""

    def __init__(
        self,
        rows: Sequence[ReturnedString],
        scope: ExchangeScope,
        user: User,
        *,
        by_machine: bool = False,
        is_own: bool = False,
    ) -> None:
        self.rows, self.user, self._language = rows, user, scope.language
        self.by_machine, self.is_own = by_machine, is_own
        self.strings = {string.key: string for part in scope.parts for string in part.strings}
        self.parts = {string.key: part for part in scope.parts for string in part.strings}
        self._places = {str(string.segment.context_id) for string in self.strings.values()}
        self._locked: dict[int, bool] = {}
        self._ambiguous = _keys_with_different_texts(rows)

    def check(self, rows: Iterable[ReturnedString]) -> ImportReport:
        report = ImportReport()
        seen: set[str] = set()
        for row in rows:
            string = self.strings.get(row.key)
            if not row.text and not row.error:
                report.empty += 1
            elif row.is_untouched or (not row.error and (row.key in seen or _is_same(string, row))):
                report.unchanged += 1
            elif string is None or self._errors(row, string):
                report.refused.append(self.refuse(row, partial(self._errors, row, string)))
            else:
                seen.add(row.key)
                report.written.append(AcceptedString(row, string, find_warnings(string, row.text)))
        return report

    def refuse(self, row: ReturnedString, errors_of_row: Callable[[], list[str]]) -> RefusedString:
        """Return `row` as a `RefusedString` with the messages of `errors_of_row`."""
        string = self.strings.get(row.key)
        with override(self._language):
            localized = errors_of_row()
        english = string.english if string else row.english or ""
        return RefusedString(row, english, errors_of_row(), localized)

    def _errors(self, row: ReturnedString, string: TranslatableString | None) -> list[str]:
        if row.error:
            return [row.error_message]
        if string is None:
            return [self._why_unknown(row.key)]
        if row.key in self._ambiguous:
            return [
                _(
                    "This string is here more than once, with different translations. Keep one of"
                    " them."
                )
            ]
        if self._is_locked(self.parts[row.key]):
            return [str(LOCKED)]
        return _errors(row, string, by_machine=self.by_machine)

    def _why_unknown(self, key: str) -> str:
        place = key.rpartition("-")[2]
        if place in self._places:
            return str(ENGLISH_CHANGED)
        return _("This is none of the strings that you can change here.")

    def _is_locked(self, part: ExchangedPage) -> bool:
        page = part.page
        if page.pk not in self._locked:
            lock = page.get_lock()
            self._locked[page.pk] = bool(lock and lock.for_user(self.user))
        return self._locked[page.pk]


def _is_same(string: TranslatableString | None, row: ReturnedString) -> bool:
    return bool(string and row.text == tidy(string.text))


def _keys_with_different_texts(rows: Iterable[ReturnedString]) -> set[str]:
    texts: dict[str, str] = {}
    ambiguous: set[str] = set()
    for row in rows:
        is_new = row.text and not row.is_untouched and not row.error
        if is_new and texts.setdefault(row.key, row.text) != row.text:
            ambiguous.add(row.key)
    return ambiguous


def _errors(row: ReturnedString, string: TranslatableString, *, by_machine: bool) -> list[str]:
    if row.english is not None and comparable(row.english) != comparable(string.english):
        return [_("The English beside this is another string's. Were rows mixed up?")]
    if row.was != string.fingerprint:
        errors = [_("Somebody else has changed this translation since it was downloaded.")]
        if string.text:
            errors.append(_("It now reads: “%(text)s”") % {"text": string.text})
        return errors
    if by_machine and string.needs_people:
        return [_("People must translate what readers need most until an alert is over.")]
    is_a_persons = string.stored and string.stored.translation_type != (
        StringTranslation.TRANSLATION_TYPE_MACHINE
    )
    if by_machine and is_a_persons:
        return [_("A person has translated this. A machine draft cannot replace it.")]
    if by_machine and equals_english(string, row.text):
        return [_("The machine has returned the English. Leave it empty.")]
    return find_errors(string, row.text)


def bring_in(
    checker: RowChecker,
    *,
    start: int = 0,
    after_batch: Callable[[ImportReport, int], None] | None = None,
) -> ImportReport:
    """Save the valid rows of `checker` in batches, and return a report.

    The first `start` rows are done already. In each transaction, `after_batch` is called with the
    report of the batch and the count of rows that are done.
    """
    rows, total, logged = checker.rows, ImportReport(), set[Page]()
    while start < len(rows):
        report = checker.check(rows[start : start + batches.SIZE])
        start = min(start + batches.SIZE, len(rows))
        # Prepared before the transaction, to keep the transaction short.
        changes = [
            batches.TranslationChange.of(accepted.string, accepted.row.text)
            for accepted in report.written
        ]
        with transaction.atomic():
            new_pages = _write(changes, report, checker, logged)
            if after_batch:
                after_batch(report, start)
        logged |= new_pages
        total.add(report)
        if changes and start < len(rows):
            time.sleep(PAUSE)
    return total


def _write(
    changes: list[batches.TranslationChange],
    report: ImportReport,
    checker: RowChecker,
    logged: Collection[Page],
) -> set[Page]:
    rows = {accepted.string.key: accepted for accepted in report.written}
    pages = {key: checker.parts[key].page for key in rows}
    locked = _locked_by_others({page.pk for page in pages.values()}, checker.user)
    refused: dict[str, Promise] = {key: LOCKED for key, page in pages.items() if page.pk in locked}
    to_save = [change for change in changes if change.string.key not in refused]
    overtaken, gone = batches.save(
        to_save,
        by_machine=checker.by_machine,
        translator=checker.user if checker.is_own else None,
    )
    refused |= {change.string.key: OVERTAKEN for change in overtaken}
    refused |= {change.string.key: ENGLISH_CHANGED for change in gone}
    report.written = [accepted for key, accepted in rows.items() if key not in refused]
    report.refused += [
        checker.refuse(rows[key].row, partial(_as_list, why)) for key, why in refused.items()
    ]
    new_pages = {pages[accepted.string.key] for accepted in report.written}.difference(logged)
    for page in new_pages:
        log(instance=page, action="translation.bring_in", user=checker.user)
    return new_pages


def _as_list(why: Promise) -> list[str]:
    return [str(why)]


def _locked_by_others(page_ids: Collection[int], user: User) -> set[int]:
    locked = Page.objects.filter(pk__in=page_ids, locked=True).exclude(locked_by=user)
    return set(locked.values_list("pk", flat=True))
