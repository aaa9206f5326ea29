"""Imports of files. Short imports run in the request, long ones in the background worker."""

import logging
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.utils import timezone

from . import scope
from .importing import ImportReport, RowChecker, bring_in
from .models import ImportedRow, TranslationImport
from .returned import RefusedRow, ReturnedFile, ReturnedString

logger = logging.getLogger(__name__)

INTERRUPTED = "The import was interrupted."
NOT_ALLOWED = "You may no longer edit these translations."


class OvertakenError(Exception):
    """Raised if another process has imported the same batch at the same time."""


def begin(record: TranslationImport, file: ReturnedFile) -> None:
    """Store the new import `record` with the rows of the parsed `file`."""
    record.kind, record.total = file.kind, len(file.rows)
    record.rows = [_data_of(row) for row in file.rows]
    record.save()


def run(record: TranslationImport) -> None:
    """Run an import, or the rest of an interrupted one, until it ends or a problem stops it."""
    if record.finished_at:
        return
    rows = [ReturnedString(*values) for values in record.rows]
    try:
        checker = RowChecker(
            rows,
            _scope_of(record),
            record.user,
            by_machine=record.by_machine,
            is_own=record.is_own,
        )
        bring_in(checker, start=record.position, after_batch=partial(_note, record, checker))
        _finish(record)
    except PermissionDenied:
        _stop(record, NOT_ALLOWED)
    except DatabaseError:
        logger.exception("An import of translations was interrupted.")
        _stop(record, INTERRUPTED)
    except OvertakenError:
        pass


def _scope_of(record: TranslationImport) -> scope.ExchangeScope:
    if not record.user.is_active:
        raise PermissionDenied
    if record.page:
        return scope.of_page(record.user, record.page)
    return scope.of_language(record.user, record.locale)


def _note(record: TranslationImport, checker: RowChecker, report: ImportReport, done: int) -> None:
    counts = {
        "position": done,
        "written": record.written + len(report.written),
        "unchanged": record.unchanged + report.unchanged,
        "empty": record.empty + report.empty,
        "refused": record.refused + len(report.refused),
    }
    # This is in the transaction that wrote the batch.
    as_known = TranslationImport.objects.filter(pk=record.pk, position=record.position)
    if not as_known.update(**counts, problem="", updated_at=timezone.now()):
        raise OvertakenError
    for name, count in counts.items():
        setattr(record, name, count)
    refused = [
        _noted_row(
            record,
            checker,
            one.row,
            is_refused=True,
            why=" ".join(one.errors),
            localized_why=" ".join(one.localized_errors),
        )
        for one in report.refused
    ]
    warned = [
        _noted_row(record, checker, one.row, is_refused=False, why=" ".join(one.warnings))
        for one in report.warnings
    ]
    ImportedRow.objects.bulk_create(refused + warned)


def _noted_row(
    record: TranslationImport, checker: RowChecker, row: ReturnedString, **fields: Any
) -> ImportedRow:
    string, part = checker.strings.get(row.key), checker.parts.get(row.key)
    return ImportedRow(
        of_import=record,
        row=_data_of(row),
        page_title=part.title if part else "",
        field_name=part.place_of(string) if string and part else "",
        english=string.english if string else row.english or "",
        **fields,
    )


def _data_of(row: ReturnedString) -> list[Any]:
    return [row.place, row.key, row.english, row.text, row.was, row.error]


def refused_rows(record: TranslationImport) -> list[RefusedRow]:
    return [
        RefusedRow(
            ReturnedString(*noted.row),
            noted.page_title,
            noted.field_name,
            "\n".join(filter(None, dict.fromkeys((noted.localized_why, noted.why)))),
        )
        for noted in record.noted.filter(is_refused=True)
    ]


def _finish(record: TranslationImport) -> None:
    record.finished_at, record.rows, record.problem = timezone.now(), [], ""
    record.save(update_fields=["finished_at", "rows", "problem", "updated_at"])


def _stop(record: TranslationImport, problem: str) -> None:
    TranslationImport.objects.filter(pk=record.pk, finished_at=None).update(problem=problem)


def clear_problem(record: TranslationImport) -> None:
    """Mark an interrupted import as waiting again."""
    TranslationImport.objects.filter(pk=record.pk).update(problem="", updated_at=timezone.now())
