"""Restoration of the SQLite database from a backup.

The new database is prepared in a file beside the old one, which it then replaces in one step.
"""

import logging
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from . import backups, ledger, scratch, unpacking
from .sqlite import locks

logger = logging.getLogger(__name__)

KEEP_REPLACED_FOR = timedelta(days=7)
# New rows must not reuse IDs that the backup lacks: URLs, emails and caches may contain them.
_SKIP_IDS = 100_000
_SIDE_FILES = ("-wal", "-shm", "-journal")
# SQLite errors that mean the file cannot be used now. A damaged file causes other errors.
_CANNOT_NOW = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}


class NotRestored(Exception):
    """Raised when a restore is refused or fails. The message is written for the operator."""


def restore(source: Path, database: Path, prepare: Callable[[Path], None]) -> Path | None:
    """Replace the file `database` with a copy of `source` on which `prepare` was called.

    Return the path at which the old file is kept, or None if there was no old file.

    Raises:
        NotRestored, backups.BadBackup: the restore is refused or has failed.
    """
    # A symbolic link must still lead to the file.
    source, database = source.resolve(), database.resolve()
    if not source.is_file():
        raise NotRestored(f"There is no file {source}.")
    if database.exists() and source.samefile(database):
        raise NotRestored(f"{source} is the site's own database. Name a backup.")
    try:
        with locks.alone(database):
            return _replace(source, database, prepare)
    except locks.InUse:
        raise NotRestored(
            "The site is running: stop its server, its worker and all other commands first."
        ) from None


def _replace(source: Path, database: Path, prepare: Callable[[Path], None]) -> Path | None:
    new = _beside(database, ".restoring")
    _remove(new)
    try:
        # The copy, and the log of its migration.
        unpacking.refuse_full_disk(database.parent, 2 * source.stat().st_size)
        _copy(source, new)
        backups.check(new)
        _refuse_back_ups_older_than_ledger(new)
        prepare(new)
        _seal(new)
        backups.check(new)
        _give_to_the_owner_of(database, new)
        old = _set_aside(database)
        new.replace(database)
    finally:
        _remove(new)
    try:
        ledger.sync_folder(database)
    except OSError as error:
        # The new database is in place, so the restore has not failed.
        logger.warning("A power cut now could bring the former database back: %s", error)
    return old


def _beside(database: Path, suffix: str) -> Path:
    return database.with_name(database.name + suffix)


def _side_files(database: Path) -> list[Path]:
    return [path for suffix in _SIDE_FILES if (path := _beside(database, suffix)).exists()]


def _remove(database: Path) -> None:
    for path in (database, *_side_files(database)):
        path.unlink(missing_ok=True)


def _copy(source: Path, new: Path) -> None:
    os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    shutil.copyfile(source, new)
    # SQLite applies the log to the copy.
    for path in _side_files(source):
        if not path.name.endswith("-shm"):
            shutil.copyfile(path, _beside(new, path.name.removeprefix(source.name)))
    try:
        _fold(new)
    except sqlite3.Error as error:
        raise backups.BadBackup(f"It is not a complete SQLite database: {error}.") from error


def _fold(database: Path) -> None:
    """Merge the write-ahead log into `database`, so that the database is a single file."""
    try:
        with closing(sqlite3.connect(database, timeout=5, isolation_level=None)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        if is_only_away(error):
            raise NotRestored(f"{database} cannot be used now: {error}.") from error
        raise
    for path in _side_files(database):
        path.unlink()


def is_only_away(error: BaseException | None) -> bool:
    """Return True if `error` means that a file cannot be used now, but may be undamaged."""
    # The primary error code, without the extended part.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _CANNOT_NOW


def _refuse_back_ups_older_than_ledger(new: Path) -> None:
    made = backups.made_at(new)
    if made < timezone.now() - ledger.KEEP_FOR:
        raise NotRestored(
            f"The backup was made on {made:%Y-%m-%d}, more than {ledger.KEEP_FOR.days} days ago:"
            " what has been erased since is not known any more."
        )


def _seal(new: Path) -> None:
    _fold(new)
    backups.write_time(new, None)
    with closing(sqlite3.connect(new)) as connection, connection:
        made = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
        ).fetchall()
        known = {name for (name,) in connection.execute("SELECT name FROM sqlite_sequence")}
        connection.executemany(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, 0)",
            [row for row in made if row[0] not in known],
        )
        connection.execute("UPDATE sqlite_sequence SET seq = seq + ?", [_SKIP_IDS])
    scratch.sync(new)


def _give_to_the_owner_of(database: Path, new: Path) -> None:
    place = (database if database.exists() else database.parent).stat()
    if (place.st_uid, place.st_gid) != (os.geteuid(), os.getegid()):
        with suppress(PermissionError):
            os.chown(new, place.st_uid, place.st_gid)


def _set_aside(database: Path) -> Path | None:
    """Link the old database to a second path, and return that path. Without one, return None."""
    if not database.exists():
        for path in _side_files(database):
            path.unlink()
        return None
    aside = _beside(database, f".replaced-{timezone.now():%Y%m%dT%H%M%S%fZ}")
    try:
        _fold(database)
    except sqlite3.Error:  # damaged: its logs must not be applied to the new database
        for path in _side_files(database):
            path.rename(_beside(aside, path.name.removeprefix(database.name)))
    os.link(database, aside)
    aside.chmod(0o600)
    return aside


def drop_old(database: Path, *, dry_run: bool = False) -> int:
    """Delete old files that restores left beside `database` unless `dry_run`. Return the count."""
    before = (timezone.now() - KEEP_REPLACED_FOR).timestamp()
    found = [
        *database.parent.glob(f"{database.name}.replaced-*"),
        *database.parent.glob(f"{database.name}.restoring*"),
    ]
    old = [path for path in found if path.lstat().st_ctime < before]
    if not dry_run:
        for path in old:
            path.unlink(missing_ok=True)
    return len(old)
