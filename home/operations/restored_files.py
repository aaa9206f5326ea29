"""Restoration of uploads and the ledger, with a journal for undoing an interrupted restore."""

import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone

from . import ledger, restoring, scratch
from .archive_format import LEDGER, UPLOADS
from .models import PeriodicJob

# Name of the row in a restored database that records the time of the restore.
_RESTORE = "restore"


class NotKnown(Exception):
    """Raised if the database does not answer, so that a restore may be incomplete."""


@dataclass
class Journal:
    """Record of a restore in progress, stored in DATA_DIR."""

    source: str
    moment: str  # value of the row `_RESTORE` in the new database
    added: list[str]  # files and folders that did not exist, in the order of creation


def _path() -> Path:
    return settings.DATA_DIR / "restore.json"


def missing_uploads(folder: Path) -> dict[Path, Path]:
    """Return the uploads in the unpacked archive `folder` that the site lacks, by target path."""
    source, target = folder / UPLOADS, Path(settings.MEDIA_ROOT)
    found = {}
    for file in sorted(source.rglob("*")) if source.is_dir() else ():
        place = target / file.relative_to(source)
        if file.is_file() and not place.exists():
            found[place] = file
    return found


def put_in_place(folder: Path, source: Path) -> int:
    """Add missing uploads and a missing ledger from `folder`. Return the count of uploads.

    Django must be connected to the new database, in which this records the restore.
    """
    missing, kept = missing_uploads(folder), folder / LEDGER
    parents = {parent for place in missing for parent in place.parents if not parent.exists()}
    added = [*sorted(parents), *missing]
    is_ledger_missing = kept.exists() and not settings.ERASURE_LEDGER.exists()
    if is_ledger_missing:
        added.append(settings.ERASURE_LEDGER)
    moment = timezone.now()
    _write(Journal(str(source), moment.isoformat(), list(map(str, added))))
    for parent in sorted(parents):
        parent.mkdir()
        ledger.give_to_owner_of_folder(parent)
    for place, file in missing.items():
        _place(file, place, settings.FILE_UPLOAD_PERMISSIONS)
    if is_ledger_missing:
        _place(kept, settings.ERASURE_LEDGER, 0o600)
    for parent in {Path(one).parent for one in added}:
        ledger.sync_folder(parent / "any")
    PeriodicJob.objects.update_or_create(name=_RESTORE, defaults={"succeeded_at": moment})
    return len(missing)


def _write(journal: Journal) -> None:
    path = _path()
    path.unlink(missing_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as stream:
        json.dump(asdict(journal), stream)
        stream.flush()
        os.fsync(stream.fileno())
    ledger.give_to_owner_of_folder(path)
    ledger.sync_folder(path)


def _place(file: Path, place: Path, mode: int) -> None:
    part = _part(place)
    shutil.move(file, part)
    part.chmod(mode)
    ledger.give_to_owner_of_folder(part)
    scratch.sync(part)
    part.replace(place)


def _part(place: Path) -> Path:
    return place.with_name(f".{place.name}.part")


def _read() -> Journal | None:
    try:
        return Journal(**json.loads(_path().read_text()))
    # A journal can be cut off, but then no file was added.
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _is_complete(journal: Journal) -> bool:
    moment = datetime.fromisoformat(journal.moment)
    try:
        return PeriodicJob.objects.filter(name=_RESTORE, succeeded_at=moment).exists()
    except (DatabaseError, InterfaceError) as error:
        if not _is_away(error):
            return False  # damaged, or not migrated
        raise NotKnown(
            "The database does not answer, so it is not known whether the restore of"
            f" {journal.source} is complete. Start the database, and run `manage.py restore --undo`,"
            " which changes nothing if it is."
        ) from error


def _is_away(error: Exception) -> bool:
    if connection.vendor == "sqlite":
        return restoring.is_only_away(error.__cause__)
    return isinstance(error, OperationalError | InterfaceError)


def recover() -> bool:
    """Undo an interrupted restore, if any, and delete the journal. Return True if one was undone.

    Raises:
        NotKnown: the database does not answer. Nothing was changed.
    """
    journal = _read()
    is_undone = journal is not None and not _is_complete(journal)
    if journal and is_undone:
        for name in reversed(journal.added):
            _remove(Path(name))
    if _path().exists():
        _path().unlink()
        ledger.sync_folder(_path())
    return is_undone


def _remove(path: Path) -> None:
    if path.is_dir():
        with suppress(OSError):  # not empty
            path.rmdir()
        return
    path.unlink(missing_ok=True)
    _part(path).unlink(missing_ok=True)


def forget_if_complete() -> None:
    journal = _read()
    if journal and _is_complete(journal):
        recover()


def find_problem() -> str | None:
    """Return a sentence for the operator if a restore may be incomplete, or None."""
    journal = _read()
    try:
        if journal is None or _is_complete(journal):
            return None
    except NotKnown as error:
        return str(error)
    return (
        f"A restore of {journal.source} was interrupted; the former database is in place. Run"
        " `manage.py restore` with the backup again, or `manage.py restore --undo` to go on"
        " without it."
    )
