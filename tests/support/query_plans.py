"""Helpers that read the plans of queries from PostgreSQL."""

import json
from contextlib import closing, contextmanager

from django.db import connection

from tests.database_template import maintenance_connection

# Count of rows above which a table is large.
LARGE = 1000


@contextmanager
def own_database(name):
    """Use a copy of the template of the test database, and delete it at the end.

    Unlike the database of a test, it has no open transaction, so `VACUUM` can run in it.
    """
    usual = connection.settings_dict["NAME"]
    template = connection.settings_dict["TEST"]["TEMPLATE"]
    connection.close()
    with closing(maintenance_connection()) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
            server.execute(f'DROP DATABASE "{name}"')


def queries_of(action):
    """Return the SELECT statements that `action` executes, as pairs of SQL and parameters."""
    found = []

    def note(execute, sql, params, many, context):
        # A union begins with a bracket.
        if sql.lstrip("( ").startswith("SELECT") and not many:
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        action()
    return found


def sequential_scans(queries):
    """Return a sentence for each query whose plan reads a large table from end to end."""
    large = _large_tables()
    found = []
    for sql, params in queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            (plan,) = cursor.fetchone()
        if isinstance(plan, str):
            plan = json.loads(plan)
        scanned = set(_scanned(plan[0]["Plan"])) & large
        found += [f"{table}: {sql[:100]} … {sql[-400:]}" for table in sorted(scanned)]
    return found


def _scanned(node):
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from _scanned(child)


def _large_tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE reltuples > %s", [LARGE])
        return {name for (name,) in cursor.fetchall()}
