"""Preparation of a restored database for use."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from . import ledger
from .restoring import NotRestored


def prepare(database: Path) -> None:
    """Migrate a restored database, replay the ledger in it, and end all sessions."""
    with connected_to(database):
        migrate()
        redo_changes()


def migrate() -> None:
    """Migrate the restored database to which Django is connected.

    Raises:
        NotRestored: the database comes from a newer version of the site.
    """
    refuse_newer(MigrationRecorder(connection).applied_migrations())
    call_command("migrate", verbosity=0, interactive=False)


def redo_changes() -> None:
    ledger.replay()
    # A user may have signed out, or been locked out, since the backup.
    Session.objects.all().delete()


@contextmanager
def connected_to(database: Path) -> Iterator[None]:
    """Connect Django to the database file `database` within the `with` block."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(database)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def refuse_newer(applied: Iterable[tuple[str, str]]) -> None:
    """Raise NotRestored if an applied migration is newer than this version of the site."""
    names: dict[str, str] = {}
    for app, name in MigrationLoader(None).disk_migrations:
        names[app] = max(name, names.get(app, ""))
    newer = sorted(f"{app}.{name}" for app, name in applied if name > names.get(app, name))
    if newer:
        raise NotRestored(
            "The backup was made by a newer version of the site. Install that version first."
            f" It knows: {', '.join(newer)}."
        )
