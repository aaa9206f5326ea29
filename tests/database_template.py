"""Migrated databases that test runs copy instead of migrating their own."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import closing, contextmanager
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
# Files that determine the content of a new site's database.
SOURCES = (
    "*/**/migrations/*.py",
    "alerts/content/*",
    "home/people/roles.py",
    "site/config/settings/*.py",
)


def sqlite_template(folder):
    """Return the path of the SQLite template in `folder`, and create it if it is missing."""
    template = Path(folder) / f"{_digest()}.sqlite3"
    with _lock(template.with_name("lock")):
        if not template.exists():
            for old in template.parent.glob("*.sqlite3*"):
                old.unlink()
            # Renamed when complete, so that an interrupted run leaves no partial template.
            part = template.with_suffix(".part")
            part.unlink(missing_ok=True)
            _set_up(f"sqlite:///{part}")
            part.replace(template)
    return template


def copy_sqlite_template(template):
    shutil.copyfile(template, connection.settings_dict["TEST"]["NAME"])


def use_postgresql_template(folder):
    """Make Django copy its PostgreSQL test databases from a template."""
    name = f"campaign_template_{_digest()}"
    with _lock(Path(folder) / "lock"), closing(maintenance_connection()) as server:
        exists = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not server.execute(exists, [name]).fetchone():
            templates = (
                "SELECT datname FROM pg_database WHERE datname LIKE 'campaign\\_template\\_%'"
            )
            for (old,) in server.execute(templates).fetchall():
                server.execute(f'DROP DATABASE "{old}"')
            server.execute(f'CREATE DATABASE "{name}_part"')
            _set_up(_postgresql_url(f"{name}_part"))
            server.execute(f'ALTER DATABASE "{name}_part" RENAME TO "{name}"')
    connection.settings_dict["TEST"]["TEMPLATE"] = name


def _digest():
    # A different version of Django may run different SQL for the same migration.
    packages = sorted(f"{one.name} {one.version}" for one in distributions())
    digest = hashlib.sha256("\n".join([connection.vendor, *packages]).encode())
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and ".venv" not in path.parts:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


@contextmanager
def _lock(path):
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _set_up(url):
    # Pages below the home pages are left out. Each test creates those that it needs.
    settings = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    foundation = "from alerts.content import starting; starting.create_foundation()"
    for command in (["migrate", "--verbosity", "0"], ["shell", "--command", foundation]):
        subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=os.environ | settings,
            check=True,
        )


def maintenance_connection():
    parameters = connection.get_connection_params() | {"dbname": "postgres", "autocommit": True}
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    return connection.Database.connect(**parameters)


def _postgresql_url(name):
    parameters = connection.get_connection_params()
    user = quote(parameters.get("user", ""), safe="")
    if password := parameters.get("password"):
        user += f":{quote(password, safe='')}"
    place = f"{parameters.get('host', '')}:{parameters.get('port', '')}".rstrip(":")
    return f"postgres://{user}@{place}/{name}"
