"""Making a database from a back-up fit to be served."""

from contextlib import contextmanager

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from . import ledger
from .restoring import NotRestored


def prepare(database):
    """Migrate the database at this path, carry out again what the ledger names, and end all sessions.

    Raises:
        NotRestored: it comes from a newer version of the site.
    """
    with connected_to(database):
        _refuse_newer()
        call_command("migrate", verbosity=0, interactive=False)
        ledger.replay()
        # Somebody may have signed out, or been locked out, since.
        Session.objects.all().delete()


@contextmanager
def connected_to(database):
    """Let Django use the database at this path."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(database)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def _refuse_newer():
    loader = MigrationLoader(connection)
    names = {}
    for app, name in loader.disk_migrations:
        names[app] = max(name, names.get(app, ""))
    newer = sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations if name > names.get(app, name)
    )
    if newer:
        raise NotRestored(
            "The back-up was made by a newer version of the site. Install that version first."
            f" It knows: {', '.join(newer)}."
        )
