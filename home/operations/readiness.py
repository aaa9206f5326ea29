"""Readiness checks of the site, such as its disk, database and backup, with their limits."""

import filecmp
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache as cached
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from . import backup_records, workers
from .models import Worker

# With fewer free bytes or inodes, uploads and backups will soon fail.
LEAST_SPACE = 200 * 1024 * 1024
LEAST_FILES = 2_000
# Two nights, and some hours for a slow one.
OLDEST_BACKUP = timedelta(hours=54)

# Paths that monitors request. They are answered while the database is away.
PROBES = frozenset({"/healthz", "/readyz"})

NO_ANSWER = "The database does not answer."
_SETTINGS_FILE = Path("/etc/campaign.env")
_OTHERS = stat.S_IRWXO


@dataclass(frozen=True)
class Check:
    """Named check. `find_problem` returns a sentence for the operator, or None if all is well."""

    name: str
    find_problem: Callable[[], str | None]
    # A service does not start while the check fails.
    is_needed_to_start: bool = False
    # It fails without being tried while the database does not answer: each attempt takes seconds.
    needs_database: bool = False


@dataclass(frozen=True)
class Result:
    name: str
    problem: str | None = None

    @property
    def is_ok(self) -> bool:
        return self.problem is None


_checks: dict[str, Check] = {}


def register(
    name: str,
    find_problem: Callable[[], str | None],
    *,
    is_needed_to_start: bool = False,
    needs_database: bool = False,
) -> None:
    """Register a check. An exception raised by `find_problem` counts as a problem."""
    _checks[name] = Check(name, find_problem, is_needed_to_start, needs_database)


def results(*, before_start: bool = False) -> Iterator[Result]:
    """Run the checks in the order of registration, and yield their results.

    With `before_start`, run only those that a service needs to start, up to the first problem.
    """
    is_lost = False
    for check in _checks.values():
        if before_start and not check.is_needed_to_start:
            continue
        result = Result(check.name, NO_ANSWER)
        if not (is_lost and check.needs_database):
            result = result_of(check)
            is_lost = is_lost or result.problem == NO_ANSWER
        yield result
        # Later checks depend on earlier ones.
        if before_start and not result.is_ok:
            return


def result_of(check: Check) -> Result:
    """Run `check`, and return its result. An exception counts as a problem."""
    try:
        return Result(check.name, check.find_problem())
    except Exception as error:
        # The error's own text can hold an address or a password.
        return Result(check.name, f"The check failed with {type(error).__name__}.")


def check_database() -> str | None:
    try:
        return _check_sqlite() if connection.vendor == "sqlite" else _check_postgresql()
    except (InterfaceError, OperationalError):
        return NO_ANSWER


def _check_sqlite() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    path = Path(connection.settings_dict["NAME"])
    closed = [one for one in (path, path.parent) if not os.access(one, os.W_OK)]
    if path.exists() and closed:
        return f"{closed[0]} cannot be written by this user. Change its owner."
    return None


def _check_postgresql() -> str | None:
    # A lost host is known after five seconds with a new connection, but only after ten or more
    # with the open one. The open one may lead to another server, which has become read-only.
    new = connection.copy()
    try:
        is_writable = _is_writable(new) and _is_writable(connection)
    finally:
        new.close()
    return None if is_writable else "The database is read-only."


def _is_writable(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        return cursor.fetchone() == ("off",)


@cached
def _known_migrations() -> frozenset[tuple[str, str]]:
    # `MigrationLoader(None)` would import all of them, and keep 5 MB in each process.
    packages = {
        app.label: MigrationLoader.migrations_module(app.label)[0] for app in apps.get_app_configs()
    }
    specs = {label: find_spec(package) for label, package in packages.items() if package}
    return frozenset(
        (label, module.name)
        for label, spec in specs.items()
        if spec
        for module in iter_modules(spec.submodule_search_locations)
        if not module.ispkg and module.name[0] not in "_~"
    )


def check_migrations() -> str | None:
    missing = sorted(_known_migrations() - set(MigrationRecorder(connection).applied_migrations()))
    if not missing:
        return None
    return (
        f"The database is not migrated: {len(missing)} migrations are missing, among them"
        f" {'.'.join(missing[0])}. Run `manage.py migrate`."
    )


def check_static_files() -> str | None:
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        return None  # served from their sources
    names, _hash = staticfiles_storage.load_manifest()
    root = Path(settings.STATIC_ROOT)
    missing = [name for name in names.values() if not (root / name).is_file()]
    own = [
        (path, str(path.relative_to(folder)))
        for folder in settings.STATICFILES_DIRS
        for path in Path(folder).rglob("*")
        if path.is_file()
    ]
    old = [
        name
        for path, name in own
        if name not in names or not filecmp.cmp(path, root / name, shallow=False)
    ]
    if names and not missing and not old:
        return None
    return "The static files are missing or of another version. Run `manage.py collectstatic`."


def check_folders() -> str | None:
    for folder in map(Path, (settings.DATA_DIR, settings.MEDIA_ROOT, settings.PAGE_CACHE_ROOT)):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            return f"{folder} cannot be written by this user. Change its owner."
    return None


def check_modes() -> str | None:
    found = [settings.ERASURE_LEDGER, settings.MEDIA_ROOT, settings.DATA_DIR / "backups"]
    if connection.vendor == "sqlite":
        found.append(connection.settings_dict["NAME"])
    for path in (_SETTINGS_FILE, *map(Path, found)):
        if path.exists() and path.stat().st_mode & _OTHERS:
            return f"Other users can read {path}. Run `chmod -R o-rwx {path}`."
    return None


def check_cache() -> str | None:
    key, value = f"readiness:{secrets.token_hex()}", secrets.token_hex()
    cache.set(key, value, timeout=10)
    is_kept = cache.get(key) == value
    cache.delete(key)
    return None if is_kept else "The cache does not keep values. Pages are slower."


def check_worker() -> str | None:
    since = timezone.now() - workers.DEAD_AFTER
    if Worker.objects.filter(seen_at__gt=since).exists():
        return None
    return "No worker runs. Start campaign-worker.service."


def check_disk() -> str | None:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < LEAST_SPACE:
        return f"The disk of {settings.DATA_DIR} is nearly full: {free // 1024**2} MB are free."
    state = os.statvfs(settings.DATA_DIR)
    # Some file systems have no limit of files and report 0 of 0.
    if state.f_files and state.f_favail < LEAST_FILES:
        return (
            f"The disk of {settings.DATA_DIR} has room for only {state.f_favail} more files,"
            " whatever their size (inodes). Delete small files."
        )
    return None


def check_backup() -> str | None:
    made = backup_records.last("backup")
    since = made or backup_records.installed_at()
    if since is None or timezone.now() - since <= OLDEST_BACKUP:
        return None
    if made is None:
        return "There is no full backup. Start campaign-backup.timer."
    return f"The last full backup is of {made:%Y-%m-%d %H:%M} UTC."


def register_own() -> None:
    register("database", check_database, is_needed_to_start=True)
    register("migrations", check_migrations, is_needed_to_start=True, needs_database=True)
    register("folders", check_folders, is_needed_to_start=True)
    register("file modes", check_modes)
    register("static files", check_static_files, is_needed_to_start=True)
    register("cache", check_cache)
    register("worker", check_worker, needs_database=True)
    register("disk", check_disk)
    register("backup", check_backup, needs_database=True)
