"""Dumps of a PostgreSQL database, their digests, and their restoration, by PostgreSQL's own tools."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from . import backups

# Name of the scratch database of a restore test, after the site's own.
_SCRATCH = "_restore_test"
# Everything of the old database goes, also tables that the backup does not know.
_PRELUDE = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', name);
    END LOOP;
END $$;
"""


class ToolFailed(Exception):
    """Raised when a tool of PostgreSQL fails. The message is the tool's last line."""


def dump(target: Path) -> dict[str, list[Any]]:
    """Write a dump of the database to `target`, and return the digests of its tables.

    The dump and the digests are of the same moment, and the site keeps running. Short-lived tables
    are left out of both.

    Raises:
        ToolFailed, DatabaseError: the database cannot be read.
    """
    left_out = backups.short_lived_tables()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        options = [f"--exclude-table-data={name}" for name in sorted(left_out)]
        _run(
            *("pg_dump", "--format=custom", "--no-owner", "--no-privileges"),
            *(f"--snapshot={snapshot}", f"--file={target}", *options),
        )
        return {name: found for name, found in _digests(cursor).items() if name not in left_out}


def _digests(cursor: Any) -> dict[str, list[Any]]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = {}
    for (name,) in cursor.fetchall():
        query = sql.SQL(
            "SELECT count(*), coalesce(md5(string_agg(hash, '' ORDER BY hash COLLATE \"C\")), '')"
            " FROM (SELECT md5(row::text) AS hash FROM {} AS row) AS hashes"
        )
        cursor.execute(query.format(sql.Identifier(name)).as_string(None))
        found[name] = list(cursor.fetchone())
    return found


def restore(source: Path) -> None:
    """Replace all tables of the database by the dump `source`, in one transaction.

    Raises:
        ToolFailed: the dump cannot be restored. The database is as before.
    """
    connection.close()
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        script = Path(folder) / "restore.sql"
        _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", source, on=None)
        prelude = Path(folder) / "prelude.sql"
        prelude.write_text(_PRELUDE)
        _run(
            *("psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"),
            *("--output=/dev/null", f"--file={prelude}", f"--file={script}"),
        )


def is_in_use() -> bool:
    """Return True if others are connected to the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return bool(cursor.fetchone()[0])


def restored_digests(source: Path, left_out: set[str]) -> dict[str, list[Any]]:
    """Restore the dump `source` into a scratch database, and return the digests of its tables.

    Raises:
        ToolFailed, DatabaseError: it cannot be restored, or the user may not create databases.
    """
    with _scratch_database():
        restore(source)
        with connection.cursor() as cursor:
            return {name: found for name, found in _digests(cursor).items() if name not in left_out}


@contextmanager
def _scratch_database() -> Iterator[None]:
    name = connection.settings_dict["NAME"]
    scratch = f"{name}{_SCRATCH}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(scratch)).as_string(None)
    create = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(scratch))
    with connection.cursor() as cursor:
        cursor.execute(drop)
        cursor.execute(create.as_string(None))
    connection.close()
    connection.settings_dict["NAME"] = scratch
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        with connection.cursor() as cursor:
            cursor.execute(drop)


def _run(tool: str, *arguments: object, on: object = connection) -> None:
    """Run a tool of PostgreSQL, connected to the site's database unless `on` is None."""
    command, environment = [tool, *map(str, arguments)], {}
    if on is not None:
        known, given = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
        command += known[1:]
        environment = given or {}
    try:
        subprocess.run(  # noqa: S603
            command,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
        )
    except FileNotFoundError:
        raise ToolFailed(f"{tool} is missing. Install the package postgresql-client.") from None
    except subprocess.CalledProcessError as error:
        lines = [line for line in error.stderr.splitlines() if line.strip()]
        # The first line names the fault; rows of tables are quoted further down.
        raise ToolFailed(f"{tool}: {lines[0] if lines else error.returncode}") from None
