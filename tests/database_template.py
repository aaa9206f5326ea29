"""A migrated database kept between test runs: migrating takes 24 s of processor time.

SQLite: a file that is copied. PostgreSQL: a database that `TEST["TEMPLATE"]` names.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
# The files that decide what a migrated database holds.
SOURCES = ("home/**/migrations/*.py", "alerts/**/migrations/*.py")
DATA = ("home/**/*.csv", "home/**/roles.py", "home/people/roles.py")


def template_path(folder):
    """Return the path in `folder` of the template for the present migrations."""
    return Path(folder) / f"{_digest()}.sqlite3"


def copy_template(template):
    """Put a copy of the template where the test database is expected. Return whether there was one."""
    if connection.vendor != "sqlite" or not template.exists():
        return False
    shutil.copyfile(template, connection.settings_dict["TEST"]["NAME"])
    return True


def save_template(template):
    """Keep a copy of the test database that was just migrated."""
    if connection.vendor != "sqlite" or template.exists():
        return
    for old in template.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    part = template.with_suffix(f".{id(template)}.part")
    with sqlite3.connect(part) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    copy.close()
    part.replace(template)


def use_postgresql_template(folder):
    """Make new test databases copies of a migrated one, which is made first if it is missing."""
    name = f"campaign_template_{_digest()}"
    with _lock(Path(folder) / "postgresql.lock"), closing(_maintenance_connection()) as server:
        exists = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not server.execute(exists, [name]).fetchone():
            # Renamed when it is complete: a run that was interrupted leaves no half-made template.
            server.execute(f'DROP DATABASE IF EXISTS "{name}_part"')
            server.execute(f'CREATE DATABASE "{name}_part"')
            _migrate(f"{name}_part")
            server.execute(f'ALTER DATABASE "{name}_part" RENAME TO "{name}"')
    connection.settings_dict["TEST"]["TEMPLATE"] = name


def _digest():
    # Another version of Django writes other SQL into the same migration.
    packages = sorted(f"{one.name} {one.version}" for one in distributions())
    digest = hashlib.sha256("\n".join([connection.vendor, *packages]).encode())
    for pattern in SOURCES + DATA:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


@contextmanager
def _lock(path):
    """Hold an exclusive lock between the processes of one test run."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _maintenance_connection():
    """Return a connection to the server's own database; CREATE DATABASE needs autocommit."""
    parameters = connection.get_connection_params() | {"dbname": "postgres", "autocommit": True}
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    return connection.Database.connect(**parameters)


def _migrate(name):
    parameters = connection.get_connection_params()
    user = quote(parameters.get("user", ""), safe="")
    if password := parameters.get("password"):
        user += f":{quote(password, safe='')}"
    place = f"{parameters.get('host', '')}:{parameters.get('port', '')}".rstrip(":")
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"postgres://{user}@{place}/{name}"},
        check=True,
    )
