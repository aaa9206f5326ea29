"""Backups of the SQLite database, which can be made while the site runs."""

import os
import sqlite3
from collections.abc import Collection
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from . import ledger, scratch

_SUFFIX = ".sqlite3"
_TABLES = {
    "django_migrations",
    "wagtailcore_modellogentry",
    "wagtailcore_page",
    "wagtailcore_pagelogentry",
}


class BadBackup(Exception):
    """Raised when a backup cannot be made or used. The message is for the operator."""


def folder() -> Path:
    return settings.DATA_DIR / "backups"


def make_folder() -> Path:
    """Create the default folder for backups if it is missing, and return its path."""
    target = folder()
    if not target.exists():
        target.mkdir(mode=0o700, exist_ok=True)
        ledger.give_to_owner_of_folder(target)
    return target


def back_up(target: Path | None = None) -> Path:
    """Write a checked copy of the database, without its short-lived rows, and return the path.

    `target` is a file or an existing folder, by default that of `make_folder`.
    """
    if target is None:
        target = make_folder()
    if target.is_dir():
        target = target / f"{timezone.now():%Y%m%dT%H%M%SZ}{_SUFFIX}"
    target = target.absolute()
    scratch.drop_parts(target.parent)
    with scratch.folder() as folder:
        copy_database(folder / target.name)
        scratch.put_in_place(folder / target.name, target)
    return target


def copy_database(path: Path) -> None:
    """Write a checked copy of the database, without its short-lived rows, to the new file `path`.

    `path` must be in a private folder, because the copy has short-lived rows at first.
    """
    ledger.ensure()
    # Readable by its owner alone from the first byte.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {table for (table,) in cursor.fetchall()}
    _empty_short_lived_tables(path, tables)
    write_time(path, timezone.now())
    check(path, tables)


def short_lived_tables() -> set[str]:
    """Return the names of the tables whose rows must not be kept in a backup."""
    marked = [model for model in apps.get_models() if getattr(model, "left_out_of_backups", False)]
    return {Session._meta.db_table, *(model._meta.db_table for model in marked)}


def blanked_columns() -> dict[str, set[str]]:
    """Return a dict of table names to the columns whose texts must not be kept in a backup."""
    marked = {model: set(getattr(model, "blank_in_backups", ())) for model in apps.get_models()}
    return {model._meta.db_table: columns for model, columns in marked.items() if columns}


def _empty_short_lived_tables(path: Path, tables: set[str]) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA secure_delete = ON")
        for name in short_lived_tables() & tables:
            database.execute(f'DELETE FROM "{name}"')  # noqa: S608
        for name, columns in blanked_columns().items():
            # The database may be older than a column.
            present = {row[1] for row in database.execute(f'PRAGMA table_info("{name}")')}
            for column in columns & present:
                database.execute(f"""UPDATE "{name}" SET "{column}" = '' WHERE "{column}" != ''""")  # noqa: S608


def check(path: Path, tables: Collection[str] = ()) -> None:
    """Raise BadBackup unless `path` is an intact SQLite database with all needed tables."""
    try:
        with closing(open_read_only(path)) as database:
            problems = damage(database) or broken_references(database)
            found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            missing = {*_TABLES, *tables} - {table for (table,) in found}
    except sqlite3.DatabaseError as error:
        raise BadBackup(f"It is not a complete SQLite database: {error}.") from error
    if problems:
        raise BadBackup(f"The database is damaged: {problems[0]}.")
    if missing:
        names = ", ".join(sorted(missing))
        raise BadBackup(f"It is not a complete database of this site: {names} is missing.")


def damage(cursor: Any) -> list[str]:  # of Django, or a connection of sqlite3
    """Return the structural errors that SQLite finds in the database."""
    found = [text for (text,) in cursor.execute("PRAGMA integrity_check").fetchall()]
    return [] if found == ["ok"] else found


def broken_references(cursor: sqlite3.Connection) -> list[str]:
    """Return a description of each row that refers to a missing row."""
    found = cursor.execute("PRAGMA foreign_key_check").fetchall()
    return [f"a row of {table} refers to a missing row of {other}" for table, _, other, _ in found]


def open_read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)


def write_time(path: Path, moment: datetime | None) -> None:
    """Store the time of a backup, to the minute, in its `user_version`. None removes the time."""
    minutes = int(moment.timestamp() // 60) if moment else 0
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {minutes}")


def made_at(path: Path) -> datetime:
    """Return the time of the backup at `path`, estimated from its logs if it is not stored."""
    with closing(open_read_only(path)) as database:
        (minutes,) = database.execute("PRAGMA user_version").fetchone()
        if minutes:
            return datetime.fromtimestamp(minutes * 60, tz=UTC)
        # For copies that were made by other means.
        known = [
            database.execute(f"SELECT max({column}) FROM {table}").fetchone()[0]  # noqa: S608
            for table, column in (
                ("django_migrations", "applied"),
                ("wagtailcore_modellogentry", "timestamp"),
                ("wagtailcore_pagelogentry", "timestamp"),
            )
        ]
    return datetime.fromisoformat(max(filter(None, known), default="1970-01-01")).replace(
        tzinfo=UTC
    )


def drop_old(*, dry_run: bool = False) -> int:
    """Delete old backups and partial files unless `dry_run`, and return the count."""
    before = (timezone.now() - ledger.KEEP_FOR).timestamp()
    old = [path for path in folder().glob(f"*{_SUFFIX}") if path.stat().st_mtime < before]
    if not dry_run:
        for path in old:
            path.unlink(missing_ok=True)
    left = scratch.drop_parts(folder(), dry_run=dry_run) + scratch.drop_abandoned(dry_run=dry_run)
    return len(old) + left
