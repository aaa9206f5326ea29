"""System checks for a damaged database, and for changes that a restore has undone."""

from django.core.checks import Error, Warning
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection

from . import ledger
from .backups import damage


def check_integrity(app_configs, databases=None, **kwargs):
    if DEFAULT_DB_ALIAS not in (databases or []) or connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        found = damage(cursor)
    return [
        Error(
            f"The database is damaged: {problem}",
            hint="Stop the site and run `manage.py restore` with the newest backup.",
            id="operations.E001",
        )
        for problem in found[:1]
    ]


def check_ledger(app_configs, databases=None, **kwargs):
    if DEFAULT_DB_ALIAS not in (databases or []):
        return []
    try:
        number = ledger.replay(dry_run=True)
    except DatabaseError:
        return []  # not migrated yet
    if not number:
        return []
    return [
        Warning(
            f"The database holds erased or withdrawn content: {number} rows.",
            hint="Run `manage.py replayerasures`; the site also runs it before its first response.",
            id="operations.W001",
        )
    ]
