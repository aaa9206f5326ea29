"""Full backups: database, uploads and ledger in one file.

The file is a tar archive. Its last member, the manifest, has the digest of each table and file: an
archive without it was cut off. The archive is tested before it counts as made. It is encrypted if
the operator gives a public key, and handed to the operator's command, which sends it away.
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from . import backup_records, backups, ledger, postgresql

_MANIFEST, _LEDGER, _UPLOADS = "manifest.json", "erasures.txt", "private"
_NAME = re.compile(r"^campaign-\d{8}T\d{6}Z\.tar(\.age)?$")
_FORMAT = 1


class NotSentAway(Exception):
    """Raised when a backup was made but the operator's command has failed."""


@dataclass
class Manifest:
    """Content of an archive."""

    made_at: str
    engine: str
    database: str  # name of the member
    tables: dict[str, list[Any]]
    files: dict[str, str] = field(default_factory=dict)
    format: int = _FORMAT

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def make(target: Path | None = None) -> Path:
    """Make, test, encrypt and send a full backup, and return its path.

    `target` is an existing folder, by default `backups.folder()`.

    Raises:
        BadBackup: the archive does not pass its test.
        NotSentAway: the operator's command has failed.
        OSError, ToolFailed, DatabaseError: the data cannot be read, or the file not written.
    """
    backup_records.started("backup")
    folder = target or backups.make_folder()
    backups.drop_old_parts(folder)
    ledger.ensure()
    now = timezone.now()
    path = folder.absolute() / f"campaign-{now:%Y%m%dT%H%M%SZ}.tar"
    with _part(folder) as part:
        _write(part, now)
        verify(part, None)
        if settings.BACKUP_RECIPIENT:
            path = path.with_name(f"{path.name}.age")
            with _part(folder) as encrypted:
                _age("--encrypt", "--recipient", settings.BACKUP_RECIPIENT, part, encrypted)
                _put_in_place(encrypted, path)
        else:
            _put_in_place(part, path)
    _send(path)
    backup_records.succeeded("backup")
    backup_records.succeeded("restore_test")
    drop_old(folder)
    return path


@contextmanager
def _part(folder: Path) -> Iterator[Path]:
    """Yield the path of a file that only its owner can read, and delete what is left of it."""
    descriptor, name = tempfile.mkstemp(backups.PART, ".full.", folder)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _put_in_place(part: Path, path: Path) -> None:
    backups.sync(part)
    ledger.give_to_owner_of_folder(part)
    part.replace(path)
    ledger.sync_folder(path)


def _write(path: Path, now: datetime) -> None:
    with _part(path.parent) as database, tarfile.open(path, "w") as archive:
        if connection.vendor == "sqlite":
            backups.back_up(database)
            manifest = Manifest(
                now.isoformat(), "sqlite", "database.sqlite3", sqlite_digests(database)
            )
        else:
            tables = postgresql.dump(database)
            manifest = Manifest(now.isoformat(), "postgresql", "database.dump", tables)
        # After the database, so that no file that it names is missing.
        _add(archive, manifest, database, manifest.database)
        if settings.ERASURE_LEDGER.exists():
            _add(archive, manifest, settings.ERASURE_LEDGER, _LEDGER)
        uploads = Path(settings.MEDIA_ROOT)
        for file in sorted(uploads.rglob("*")):
            if file.is_file() and not file.is_symlink() and not file.name.startswith("."):
                _add(archive, manifest, file, f"{_UPLOADS}/{file.relative_to(uploads)}")
        content = json.dumps(vars(manifest)).encode()
        member = tarfile.TarInfo(_MANIFEST)
        member.size, member.mode = len(content), 0o600
        archive.addfile(member, BytesIO(content))


def _add(archive: tarfile.TarFile, manifest: Manifest, path: Path, name: str) -> None:
    """Add the file at `path` under the name `name`. Leave it out if it has just been deleted."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        member = archive.gettarinfo(arcname=name, fileobj=file)
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        archive.addfile(member, file)
        file.seek(0)
        # A file that has grown meanwhile was stored up to the size in its header.
        manifest.files[name] = _digest(file, member.size)


def _digest(file: Any, size: int | None = None) -> str:
    found, left = hashlib.sha256(), size if size is not None else 1 << 62
    while left and (data := file.read(min(left, 1 << 20))):
        found.update(data)
        left -= len(data)
    return found.hexdigest()


def sqlite_digests(path: Path) -> dict[str, list[Any]]:
    """Return count and hash of the rows of each table of the database at `path`."""
    found = {}
    with closing(backups.open_read_only(path)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in sorted(names):
            try:
                rows = database.execute(f'SELECT * FROM "{name}"')  # noqa: S608
                hashes = sorted(hashlib.sha256(repr(row).encode()).digest() for row in rows)
            except sqlite3.OperationalError:
                continue  # a virtual table of an extension
            found[name] = [len(hashes), hashlib.sha256(b"".join(hashes)).hexdigest()]
    return found


def verify(path: Path, identity: Path | None) -> None:
    """Restore the archive at `path` beside the site, and compare each row and file.

    Raises:
        BadBackup: something is missing or differs.
    """
    with unpacked(path, identity) as folder:
        manifest = read_manifest(folder)
        database = folder / manifest.database
        if manifest.engine == "sqlite":
            backups.check(database)
            tables = sqlite_digests(database)
        elif connection.vendor == "postgresql":
            tables = postgresql.restored_digests(database, backups.short_lived_tables())
        else:
            raise backups.BadBackup("It is of PostgreSQL. Test it on a site with PostgreSQL.")
    different = sorted(
        name
        for name in manifest.tables.keys() | tables.keys()
        if manifest.tables.get(name) != tables.get(name)
    )
    if different:
        raise backups.BadBackup(f"Rows of these tables differ: {', '.join(different)}.")


@contextmanager
def unpacked(path: Path, identity: Path | None = None) -> Iterator[Path]:
    """Yield a folder beside `path`, or in DATA_DIR, with the checked content of the archive.

    `identity` is the file with the private key of an encrypted archive.

    Raises:
        BadBackup: it is no archive of the site, is cut off or damaged, or cannot be decrypted.
    """
    place = backups.make_folder()
    with tempfile.TemporaryDirectory(prefix=".unpacked-", dir=place) as name:
        folder = Path(name)
        with _part(place) as plain:
            if path.suffix == ".age":
                if identity is None:
                    raise backups.BadBackup(
                        "It is encrypted: name the private key with --identity."
                    )
                _age("--decrypt", "--identity", identity, path, plain)
            try:
                with tarfile.open(plain if path.suffix == ".age" else path) as archive:
                    _extract(archive, folder)
            except (tarfile.TarError, EOFError) as error:
                raise backups.BadBackup(f"It is not a whole archive: {error}.") from error
        _check_files(folder)
        yield folder


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    """Write the files of `archive` into `folder`.

    Debian's Python 3.11.2 has no filters for `extractall`.

    Raises:
        BadBackup: a member is no plain file, or is outside the folder.
    """
    for member in archive:
        path = folder / member.name
        source = archive.extractfile(member) if member.isreg() else None
        if source is None or ".." in path.parts or not path.is_relative_to(folder):
            raise backups.BadBackup(f"{member.name!r} in it is not a file of a backup.")
        path.parent.mkdir(parents=True, exist_ok=True)
        with source, path.open("xb") as target:
            shutil.copyfileobj(source, target)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of an unpacked archive.

    Raises:
        BadBackup: it is missing, or of a newer version.
    """
    try:
        content = json.loads((folder / _MANIFEST).read_text())
        if content["format"] > _FORMAT:
            raise backups.BadBackup("It was made by a newer version of the site.")
        return Manifest(**content)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise backups.BadBackup("It is not a whole archive: its manifest is missing.") from error


def _check_files(folder: Path) -> None:
    for name, digest in read_manifest(folder).files.items():
        path = folder / name
        if not path.is_file():
            raise backups.BadBackup(f"{name} is missing in it.")
        with path.open("rb") as file:
            if _digest(file) != digest:
                raise backups.BadBackup(f"{name} in it is damaged.")


def restore_uploads(folder: Path) -> int:
    """Copy those uploads of an unpacked archive that the site lacks. Return their count.

    Present files stay as they are.
    """
    count, source, target = 0, folder / _UPLOADS, Path(settings.MEDIA_ROOT)
    for file in sorted(source.rglob("*")) if source.is_dir() else ():
        place = target / file.relative_to(source)
        if file.is_dir() or place.exists():
            continue
        for parent in reversed([one for one in place.parents if not one.exists()]):
            parent.mkdir()
            ledger.give_to_owner_of_folder(parent)
        part = place.with_name(f".{place.name}.part")
        shutil.copyfile(file, part)
        part.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        ledger.give_to_owner_of_folder(part)
        part.replace(place)
        count += 1
    return count


def restore_ledger(folder: Path) -> bool:
    """Put the archive's ledger in place if the site has none. Return True if this was done."""
    if settings.ERASURE_LEDGER.exists() or not (folder / _LEDGER).exists():
        return False
    shutil.copyfile(folder / _LEDGER, settings.ERASURE_LEDGER)
    settings.ERASURE_LEDGER.chmod(0o600)
    ledger.give_to_owner_of_folder(settings.ERASURE_LEDGER)
    backups.sync(settings.ERASURE_LEDGER)
    ledger.sync_folder(settings.ERASURE_LEDGER)
    return True


def _age(*arguments: object) -> None:
    """Run age. The last two arguments are its input and its output."""
    *options, source, target = map(str, arguments)
    try:
        with Path(source).open("rb") as stdin, Path(target).open("wb") as stdout:
            subprocess.run(  # noqa: S603
                ["age", *options],  # noqa: S607
                stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, check=True,
            )  # fmt: skip
    except FileNotFoundError as error:
        if error.filename != "age":
            raise
        raise backups.BadBackup("age is missing. Install the package age.") from None
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").splitlines() or [""]
        raise backups.BadBackup(f"age has failed. {lines[0]}") from None


def _send(path: Path) -> None:
    """Hand the archive at `path` to the operator's command, as its argument $1."""
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
    """Delete archives in `folder` that are older than BACKUP_DAYS, and return the count."""
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
