"""Helpers to check that an operation that fails halfway leaves the database unchanged."""

from contextlib import suppress

from django.db import connection


class Failed(Exception):
    """Exception raised in place of a write to the database."""


def assert_all_or_nothing(operation, *, writes=2, apart=()):
    """Check that `operation` changes nothing in the database if one of its writes fails.

    `operation` runs again and again, with a failure of another write each time, and once without a
    failure. Sessions, search indexes and the tables in `apart` are not compared.
    """
    before = _contents(apart)
    for number in range(100):
        failed = fail_write(operation, number)
        assert not connection.needs_rollback, f"write {number + 1} is in no transaction of its own"
        after = _contents(apart)
        if not failed:
            assert number >= writes, f"only {number} writes"
            assert after != before, "nothing was written"
            return
        changed = [table for table in before if before[table] != after[table]]
        assert not changed, f"after a failure of write {number + 1}: {changed}"
    raise AssertionError("the operation writes without end")


def fail_write(operation, number):
    """Make the write after `number` writes of `operation` fail. Return False if there was none."""
    writes = 0

    def fail(execute, sql, params, many, context):
        nonlocal writes
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql:
            writes += 1
            if writes == number + 1:
                raise Failed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail), suppress(Failed):
        operation()
    return writes > number


def _contents(apart):
    left_out = {*apart, "django_session", "django_migrations"}
    with connection.cursor() as cursor:
        names = [
            table.name
            for table in connection.introspection.get_table_list(cursor)
            if table.type == "t" and table.name not in left_out and "_fts" not in table.name
        ]
        contents = {}
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608
            contents[name] = sorted(map(str, cursor.fetchall()))
    return contents
