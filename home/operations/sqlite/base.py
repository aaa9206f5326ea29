"""Database wrapper for this backend. Django requires this module name."""

from pathlib import Path

from django.db.backends.sqlite3 import base

from . import locks
from .features import DatabaseFeatures


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite wrapper. A process that connects to a file blocks restores until it ends."""

    features_class = DatabaseFeatures

    def get_new_connection(self, conn_params):
        if not self.is_in_memory_db():
            locks.share(Path(self.settings_dict["NAME"]))
        return super().get_new_connection(conn_params)
