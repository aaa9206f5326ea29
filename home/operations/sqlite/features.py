"""Features of SQLite that are looked up without touching the site's database."""

import sqlite3
from contextlib import closing

from django.db.backends.sqlite3.features import DatabaseFeatures as SQLiteFeatures


def has_json():
    """Return whether this build of SQLite has the JSON functions."""
    with closing(sqlite3.connect(":memory:")) as memory:
        try:
            memory.execute("SELECT JSON('{}')")
        except sqlite3.OperationalError:
            return False
    return True


class DatabaseFeatures(SQLiteFeatures):
    # Django asks the database itself, in a transaction. If that meets a lock, it keeps "no" for the
    # life of the process, and every query with JSONObject fails.
    supports_json_field = has_json()
