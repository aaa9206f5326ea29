"""Restoration of a full backup: uploads, ledger and database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from . import ledger, postgresql, preparing, restored_files, restoring, unpacking
from .archive_format import BLANKED, Manifest
from .sqlite import locks

_RUNNING = "The site is running: stop its server, its worker and all other commands first."


@dataclass(frozen=True)
class Restored:
    uploads: int
    replaced: Path | None = None


def is_full(source: Path) -> bool:
    """Return True if the file has the suffix of a full backup."""
    return source.suffix in {".age", ".tar"}


def restore(source: Path, identity: Path | None = None) -> Restored:
    """Restore the full backup `source`. Uploads and a ledger that exist are kept.

    `identity` is the file with the private key of an encrypted backup.

    Raises:
        NotRestored, BadBackup: the backup is refused.
        NotKnown: the database does not answer, and may have been replaced.
    """
    if not source.is_file():
        raise restoring.NotRestored(f"There is no file {source}.")
    with only_user(), unpacking.unpacked(source, identity) as folder:
        manifest = unpacking.read_manifest(folder)
        _refuse(manifest)
        missing = restored_files.missing_uploads(folder).values()
        unpacking.refuse_full_disk(
            Path(settings.MEDIA_ROOT) if Path(settings.MEDIA_ROOT).exists() else settings.DATA_DIR,
            sum(file.stat().st_size for file in missing),
        )
        count = 0

        def prepare() -> None:
            nonlocal count
            preparing.migrate()
            # First, because the ledger deletes again what was deleted.
            count = restored_files.put_in_place(folder, source)
            preparing.redo_changes()

        try:
            replaced = _replace_database(folder, manifest, prepare)
        except BaseException:
            # Removes what was added, unless the new database is in place.
            restored_files.recover()
            raise
        # If the database does not answer now, housekeeping deletes the journal later.
        with suppress(restored_files.NotKnown):
            restored_files.recover()
        return Restored(count, replaced)


def undo() -> bool:
    """Finish or undo an interrupted restore. Return True if one was undone.

    Raises:
        NotRestored: the site is running.
        NotKnown: the database does not answer.
    """
    with only_user() as is_undone:
        return is_undone


@contextmanager
def only_user() -> Iterator[bool]:
    """Check that the site is stopped, and finish or undo an interrupted restore.

    Yield True if a restore was undone. The site is not locked in the `with` block.

    Raises:
        NotRestored: the site is running.
        NotKnown: the database does not answer.
    """
    try:
        if connection.vendor == "sqlite":
            with locks.alone(Path(connection.settings_dict["NAME"])):
                is_undone = restored_files.recover()
        else:
            postgresql.refuse_others()
            is_undone = restored_files.recover()
        yield is_undone
    except (locks.InUse, postgresql.InUse):
        raise restoring.NotRestored(_RUNNING) from None


def _refuse(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise restoring.NotRestored(
            f"The backup is of {manifest.engine}, and the database of the site of"
            f" {connection.vendor}."
        )
    if manifest.moment < timezone.now() - ledger.KEEP_FOR:
        raise restoring.NotRestored(
            f"The backup was made on {manifest.moment:%Y-%m-%d}, more than {ledger.KEEP_FOR.days}"
            " days ago: what has been erased since is not known any more."
        )
    preparing.refuse_newer((app, name) for app, name in manifest.migrations)


def _replace_database(folder: Path, manifest: Manifest, prepare: Callable[[], None]) -> Path | None:
    database = folder / manifest.database
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])

        def prepare_file(new: Path) -> None:
            with preparing.connected_to(new):
                prepare()

        return restoring.restore(database, place, prepare_file)
    with postgresql.scratch_schema() as schema:
        postgresql.load(schema, database, folder / BLANKED)
        with postgresql.connected_to(schema):
            prepare()
            postgresql.skip_ids()
        postgresql.replace_tables(schema)
    return None
