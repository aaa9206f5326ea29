"""A migrated SQLite database kept between test runs: migrating takes 24 s of processor time."""

import hashlib
import shutil
import sqlite3
from importlib.metadata import distributions
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
# The files that decide what a migrated database holds.
SOURCES = ("home/**/migrations/*.py", "alerts/**/migrations/*.py")
DATA = ("home/**/*.csv", "home/**/roles.py", "home/people/roles.py")


def template_path(folder):
    """Return the path in `folder` of the template for the present migrations."""
    # Another version of Django writes other SQL into the same migration.
    packages = sorted(f"{one.name} {one.version}" for one in distributions())
    digest = hashlib.sha256("\n".join([connection.vendor, *packages]).encode())
    for pattern in SOURCES + DATA:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return Path(folder) / f"{digest.hexdigest()[:20]}.sqlite3"


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
