"""All that is kept, to be searched for what must not be."""

import contextlib
import re
import zlib
from pathlib import Path

from django.db import connection


def everything_stored():
    """All rows of all tables as text, those that no model knows of included."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows += map(repr, cursor.fetchall())
    return "\n".join(rows)


def everything_in(folder):
    """What all files below `folder` hold, and their names; what is compressed is unpacked."""
    found = []
    for path in Path(folder).rglob("*"):
        found.append(str(path))
        if path.is_file():
            data = path.read_bytes()
            found.append(data.decode("latin-1"))
            # Django's file cache: a pickled time, in which any byte may stand, then the value.
            for start in (match.start() for match in re.finditer(b"\x78", data)):
                with contextlib.suppress(zlib.error):
                    found.append(zlib.decompress(data[start:]).decode("latin-1"))
    return "\n".join(found)
