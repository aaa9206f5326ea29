"""Dumps and restores of a PostgreSQL database, with PostgreSQL's own tools.

A dump is loaded into a new schema, so the site's role needs no permission to create databases.
"""

import os
import re
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import ProgrammingError, connection, transaction

from . import backups

# Prefix of the schemas in which dumps are tested and restored.
_SCRATCH = "campaign_scratch_"
_APPLICATION = "campaign-restore"
# New rows must not reuse IDs that the backup lacks: URLs, emails and caches may contain them.
_SKIP_IDS = 100_000
_SITE_SCHEMA = re.compile(rb"\bpublic\.")
_SKIP = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT * FROM pg_sequences WHERE schemaname = current_schema() LOOP
        PERFORM setval(
            format('%I.%I', one.schemaname, one.sequencename)::regclass,
            least(coalesce(one.last_value, 0) + {number}, one.max_value)
        );
    END LOOP;
END $$;
"""
# Everything of the old database goes, also tables that the backup does not know.
_REPLACE = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', name);
    END LOOP;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' LOOP
        EXECUTE format('ALTER TABLE {schema}.%I SET SCHEMA public', name);
    END LOOP;
END $$;
"""


class ToolFailed(Exception):
    """Raised when a PostgreSQL tool is missing or fails. The message names the tool."""


class NotAllowed(Exception):
    """Raised when the site's role may not create schemas. The message is for the operator."""


class InUse(Exception):
    """Raised when other clients are connected to the database."""


def dump(target: Path, blanked: Path) -> dict[str, list[Any]]:
    """Write a dump of the database to `target`, and return the digests of its tables.

    Rows of tables with columns to be blanked are written to the script `blanked` instead.
    """
    left_out, blank = backups.short_lived_tables(), backups.blanked_columns()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        options = [
            f"--exclude-table-data=public.{name}" for name in sorted(left_out | blank.keys())
        ]
        _run(
            *("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--schema=public"),
            *(f"--snapshot={snapshot}", f"--file={target}", *options),
        )
        with blanked.open("wb") as script:
            for name, columns in blank.items():
                _write_blanked(cursor, script, name, columns)
        return _digests(cursor, "public", left_out)


def _write_blanked(cursor: Any, script: Any, table: str, blank: set[str]) -> None:
    columns = _columns(cursor, "public", table)
    if not columns:
        return  # the database is older than the table
    source = f"public.{_quoted(table)}"  # as pg_dump writes it, because `_into_schema` looks for it
    script.write(f"COPY {source} ({', '.join(map(_quoted, columns))}) FROM stdin;\n".encode())
    with cursor.copy(f"COPY (SELECT {_values(columns, blank)} FROM {source}) TO STDOUT") as rows:  # noqa: S608
        for data in rows:
            script.write(data)
    script.write(b"\\.\n")


def _columns(cursor: Any, schema: str, table: str) -> list[str]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position",
        [schema, table],
    )
    return [name for (name,) in cursor.fetchall()]


def _values(columns: list[str], blank: set[str]) -> str:
    return ", ".join(
        f"'' AS {_quoted(name)}" if name in blank else _quoted(name) for name in columns
    )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _digests(cursor: Any, schema: str, left_out: set[str]) -> dict[str, list[Any]]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
    found = {}
    for (name,) in cursor.fetchall():
        if name in left_out:
            continue
        values = "*"
        # Hashed as the backup has them.
        if blank := backups.blanked_columns().get(name):
            values = _values(_columns(cursor, schema, name), blank)
        rows = f"SELECT {values} FROM {schema}.{_quoted(name)}"  # noqa: S608 (our own names)
        cursor.execute(
            "SELECT count(*), coalesce(md5(string_agg(hash, '' ORDER BY hash COLLATE \"C\")), '')"  # noqa: S608
            f" FROM (SELECT md5(row::text) AS hash FROM ({rows}) AS row) AS hashes"
        )
        found[name] = list(cursor.fetchone())
    return found


@contextmanager
def scratch_schema() -> Iterator[str]:
    """Yield the name of a new schema, and drop the schema after the `with` block.

    Raises:
        NotAllowed: the role may not create schemas.
    """
    name = f"{_SCRATCH}{secrets.token_hex(8)}"
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT set_config('application_name', %s, false)", [_APPLICATION])
            _drop_abandoned(cursor, dry_run=False)
            # Shows that the process is alive.
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
            _create_schema(cursor, name)
            try:
                yield name
            finally:
                cursor.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")
    finally:
        holder.close()


def _create_schema(cursor: Any, name: str) -> None:
    try:
        cursor.execute(f"CREATE SCHEMA {name}")
    except ProgrammingError as error:
        cursor.execute("SELECT current_database(), current_user")
        database, user = map(_quoted, cursor.fetchone())
        raise NotAllowed(
            "It cannot be restored, nor tested, because the role of the site may not create"
            f" schemas. As the owner of the database, run: GRANT CREATE ON DATABASE {database} TO {user};"
        ) from error


def drop_abandoned(*, dry_run: bool = False) -> int:
    """Drop the schemas of killed processes unless `dry_run`, and return their count."""
    with connection.cursor() as cursor:
        return _drop_abandoned(cursor, dry_run=dry_run)


def _drop_abandoned(cursor: Any, *, dry_run: bool) -> int:
    pattern = _SCRATCH.replace("_", r"\_") + "%"
    cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", [pattern])
    count = 0
    for (name,) in cursor.fetchall():
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
        if cursor.fetchone()[0]:
            count += 1
            if not dry_run:
                cursor.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
    return count


@contextmanager
def connected_to(schema: str) -> Iterator[None]:
    """Connect Django to the tables in `schema` within the `with` block."""
    options = connection.settings_dict["OPTIONS"]
    connection.close()
    path = f"{options.get('options', '')} -c search_path={schema}".strip()
    connection.settings_dict["OPTIONS"] = options | {"options": path}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = options


def load(schema: str, source: Path, blanked: Path) -> None:
    """Load the dump `source`, and the script `blanked` if there is one, into the empty `schema`."""
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        script, target = Path(folder) / "dump.sql", Path(folder) / "restore.sql"
        _read(source, script)
        with target.open("wb") as file:
            for one in (script, blanked):
                if one.exists():
                    _into_schema(one, file, schema)
        _run(
            *("psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"),
            *("--output=/dev/null", f"--file={target}"),
        )


def _read(source: Path, script: Path | str) -> None:
    options = ("--no-owner", "--no-privileges", "--schema=public", f"--file={script}")
    _run("pg_restore", *options, source, on=None)


def _into_schema(source: Path, target: Any, schema: str) -> None:
    name, is_data = f"{schema}.".encode(), False
    with source.open("rb") as lines:
        for line in lines:
            # Rows of tables are copied unchanged.
            if is_data:
                target.write(line)
                is_data = line != b"\\.\n"
            else:
                target.write(_SITE_SCHEMA.sub(name, line))
                is_data = line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n")


def skip_ids() -> None:
    """Skip `_SKIP_IDS` IDs of each sequence in the current schema."""
    with connection.cursor() as cursor:
        cursor.execute(_SKIP.format(number=_SKIP_IDS))


def replace_tables(schema: str) -> None:
    """Replace all tables of the site with the tables in `schema`, in one transaction.

    Raises:
        InUse: other clients are connected to the database.
        DatabaseError: the tables cannot be replaced. They are as before.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        refuse_others()
        cursor.execute(_REPLACE.format(schema=schema))


def refuse_others() -> None:
    """Raise InUse if a client other than a restore is connected to the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND application_name <> %s"
            " AND backend_type = 'client backend'",
            [_APPLICATION],
        )
        if cursor.fetchone()[0]:
            raise InUse


def restored_digests(source: Path, blanked: Path) -> dict[str, list[Any]]:
    """Load a dump into a new schema, which is dropped again, and return the tables' digests.

    Raises:
        NotAllowed: the role may not create schemas.
    """
    # Shows damage even if no schema can be created.
    _read(source, "/dev/null")
    with scratch_schema() as schema:
        load(schema, source, blanked)
        with connection.cursor() as cursor:
            return _digests(cursor, schema, backups.short_lived_tables())


def _run(tool: str, *arguments: object, on: object = connection) -> None:
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
