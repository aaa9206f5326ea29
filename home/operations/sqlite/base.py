"""Database wrapper of this backend, in the module in which Django expects it."""

from pathlib import Path

from django.db.backends.sqlite3 import base

from . import locks
from .features import DatabaseFeatures


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite wrapper. A process that has connected by it blocks restores until it ends."""

    features_class = DatabaseFeatures

    def get_new_connection(self, conn_params):
        if not self.is_in_memory_db():
            locks.share(Path(self.settings_dict["NAME"]))
        return super().get_new_connection(conn_params)
