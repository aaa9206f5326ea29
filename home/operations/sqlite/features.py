"""Detection of SQLite's JSON support without a query to the site's database."""

import sqlite3
from contextlib import closing

from django.db.backends.sqlite3.features import DatabaseFeatures as SQLiteFeatures


def has_json() -> bool:
    """Return True if this build of SQLite has JSON functions."""
    with closing(sqlite3.connect(":memory:")) as memory:
        try:
            memory.execute("SELECT JSON('{}')")
        except sqlite3.OperationalError:
            return False
    return True


class DatabaseFeatures(SQLiteFeatures):
    # Django queries the site's database for this. If that is locked, Django keeps False for
    # the life of the process, and every query with JSONObject fails.
    supports_json_field = has_json()
