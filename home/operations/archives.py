"""Full backups: tar archives of the database, the uploads and the ledger.

The last member is the manifest, so an archive without a manifest was cut off.
"""

import json
import re
import subprocess
import tarfile
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from . import archive_format, backup_records, backups, ledger, postgresql, scratch
from .archive_format import Manifest
from .unpacking import read_manifest, unpacked

_NAME = re.compile(r"^campaign-\d{8}T\d{6}Z\.tar(\.age)?$")


class NotSentAway(Exception):
    """Raised when a backup was made, but `BACKUP_COMMAND` failed."""


class NotTested(Exception):
    """Raised when a backup was made, but PostgreSQL did not permit the restore test."""


def make(target: Path | None = None) -> Path:
    """Make a full backup in `target` or the default folder, and return its path.

    Raises:
        NotSentAway, NotTested: the backup was made nevertheless.
    """
    folder = target or backups.make_folder()
    scratch.drop_parts(folder)
    ledger.ensure()
    now = timezone.now()
    path = folder.absolute() / f"campaign-{now:%Y%m%dT%H%M%SZ}.tar"
    with scratch.folder() as place:
        archive = place / "archive.tar"
        _write(archive, now)
        not_tested = None
        try:
            verify(archive, None)
        except postgresql.NotAllowed as error:
            not_tested = error
        if settings.BACKUP_RECIPIENT:
            path = path.with_name(f"{path.name}.age")
            encrypted = place / "archive.tar.age"
            archive_format.age(
                "--encrypt", "--recipient", settings.BACKUP_RECIPIENT, archive, encrypted
            )
            archive = encrypted
        scratch.put_in_place(archive, path)
    _send(path)
    backup_records.succeeded("backup")
    drop_old(folder)
    if not_tested:
        raise NotTested(f"The backup is at {path}. {not_tested}")
    backup_records.succeeded("restore_test")
    return path


def _write(path: Path, now: datetime) -> None:
    database, blanked = path.with_name("database"), path.with_name("blanked")
    with tarfile.open(path, "w") as archive:
        path.chmod(0o600)
        if connection.vendor == "sqlite":
            backups.copy_database(database)
            tables = archive_format.sqlite_digests(database)
            manifest = Manifest(now.isoformat(), "sqlite", "database.sqlite3", tables)
        else:
            tables = postgresql.dump(database, blanked)
            manifest = Manifest(now.isoformat(), "postgresql", "database.dump", tables)
            _add(archive, manifest, blanked, archive_format.BLANKED)
        applied = MigrationRecorder(connection).applied_migrations()
        manifest.migrations = sorted([app, name] for app, name in applied)
        # After the database, so that no file that it names is missing.
        _add(archive, manifest, database, manifest.database)
        database.unlink()
        if settings.ERASURE_LEDGER.exists():
            _add(archive, manifest, settings.ERASURE_LEDGER, archive_format.LEDGER)
        uploads = Path(settings.MEDIA_ROOT)
        for file in sorted(uploads.rglob("*")):
            if file.is_file() and not file.is_symlink() and not file.name.startswith("."):
                name = f"{archive_format.UPLOADS}/{file.relative_to(uploads)}"
                _add(archive, manifest, file, name)
        content = json.dumps(vars(manifest)).encode()
        member = tarfile.TarInfo(archive_format.MANIFEST)
        member.size, member.mode = len(content), 0o600
        archive.addfile(member, BytesIO(content))


def _add(archive: tarfile.TarFile, manifest: Manifest, path: Path, name: str) -> None:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return  # deleted meanwhile
    with file:
        member = archive.gettarinfo(arcname=name, fileobj=file)
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        archive.addfile(member, file)
        file.seek(0)
        # A file that has grown meanwhile was stored up to the size in its header.
        manifest.files[name] = archive_format.digest(file, member.size)


def verify(path: Path, identity: Path | None) -> None:
    """Restore the archive at `path` beside the site, and compare it with its manifest.

    `identity` is the file with the private key, or None if the archive is not encrypted.

    Raises:
        BadBackup: the archive cannot be tested here, or differs from its manifest.
        NotAllowed: the site's role in PostgreSQL may not create schemas for the test.
    """
    with unpacked(path, identity) as folder:
        manifest = read_manifest(folder)
        database = folder / manifest.database
        if manifest.engine == "sqlite":
            backups.check(database)
            tables = archive_format.sqlite_digests(database)
        elif connection.vendor == "postgresql":
            tables = postgresql.restored_digests(database, folder / archive_format.BLANKED)
        else:
            raise backups.BadBackup("It is of PostgreSQL. Test it on a site with PostgreSQL.")
    different = sorted(
        name
        for name in manifest.tables.keys() | tables.keys()
        if manifest.tables.get(name) != tables.get(name)
    )
    if different:
        raise backups.BadBackup(f"Rows of these tables differ: {', '.join(different)}.")


def _send(path: Path) -> None:
    if not settings.BACKUP_COMMAND:
        return
    done = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", settings.BACKUP_COMMAND, "sh", str(path)],
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise NotSentAway(
            f"BACKUP_COMMAND ended with status {done.returncode}. The backup is kept at {path}."
        )


def drop_old(folder: Path, *, dry_run: bool = False) -> int:
    """Delete full backups older than `BACKUP_DAYS` unless `dry_run`, and return the count."""
    before = (timezone.now() - timedelta(days=settings.BACKUP_DAYS)).timestamp()
    old = [
        path
        for path in folder.glob("campaign-*")
        if _NAME.match(path.name) and path.stat().st_mtime < before
    ]
    if not dry_run:
        for path in old:
            path.unlink(missing_ok=True)
    return len(old)
