"""Restoration of a full backup: uploads, ledger and database."""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.utils import timezone

from . import archives, ledger, postgresql, preparing, restoring


@dataclass(frozen=True)
class Restored:
    uploads: int
    replaced: Path | None = None


def is_full(source: Path) -> bool:
    """Return True if the name of `source` is that of a full backup."""
    return source.suffix in {".age", ".tar"}


def restore(source: Path, identity: Path | None = None) -> Restored:
    """Restore the full backup `source`. Uploads that are there are kept.

    The archive is checked before anything is changed. The ledger of the archive is used if the
    site has none.

    Raises:
        NotRestored, BadBackup, ToolFailed, OSError, sqlite3.Error: the restore has failed, and the
            database is as before.
    """
    if not source.is_file():
        raise restoring.NotRestored(f"There is no file {source}.")
    with archives.unpacked(source, identity) as folder:
        manifest = archives.read_manifest(folder)
        if manifest.engine != connection.vendor:
            raise restoring.NotRestored(
                f"The backup is of {manifest.engine}, and the database of the site of"
                f" {connection.vendor}."
            )
        if connection.vendor != "sqlite":
            _refuse(manifest)
        archives.restore_ledger(folder)
        # First, because the ledger deletes again what was deleted.
        count = archives.restore_uploads(folder)
        database = folder / manifest.database
        if connection.vendor == "sqlite":
            place = Path(connection.settings_dict["NAME"])
            return Restored(count, restoring.restore(database, place, preparing.prepare))
        postgresql.restore(database)
        # Whatever stops here, no service starts before both are done.
        preparing.prepare_connected()
        return Restored(count)


def _refuse(manifest: archives.Manifest) -> None:
    if postgresql.is_in_use():
        raise restoring.NotRestored(
            "The site is running: stop its server, its worker and all other commands first."
        )
    if manifest.moment < timezone.now() - ledger.KEEP_FOR:
        raise restoring.NotRestored(
            f"The backup was made on {manifest.moment:%Y-%m-%d}, more than {ledger.KEEP_FOR.days}"
            " days ago: what has been erased since is not known any more."
        )
