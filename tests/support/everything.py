"""Helpers that return all data in the database or in a folder as text to search."""

import contextlib
import re
import zlib
from pathlib import Path

from django.db import connection


def everything_stored(*but):
    """Return the rows of all tables except those of the models `but`, as text."""
    left_out = {model._meta.db_table for model in but}
    with connection.cursor() as cursor:
        rows = []
        for table in set(connection.introspection.table_names(cursor)) - left_out:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows += map(repr, cursor.fetchall())
    return "\n".join(rows)


def everything_in(folder):
    found = []
    for path in Path(folder).rglob("*"):
        found.append(str(path))
        if path.is_file():
            data = path.read_bytes()
            found.append(data.decode("latin-1"))
            # Django's file cache: a pickled time, which can have any byte, then the value.
            for start in (match.start() for match in re.finditer(b"\x78", data)):
                with contextlib.suppress(zlib.error):
                    found.append(zlib.decompress(data[start:]).decode("latin-1"))
    return "\n".join(found)
