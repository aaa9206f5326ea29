"""Reading of full backups, with a check of their files against the manifest."""

import json
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from . import backups, scratch
from .archive_format import FORMAT, MANIFEST, Manifest, age, digest


class NoSpace(backups.BadBackup):
    """Raised when a disk has too little free space."""


@contextmanager
def unpacked(path: Path, identity: Path | None = None) -> Iterator[Path]:
    """Yield a private folder with the checked content of the archive at `path`.

    `identity` is the file with the private key of an encrypted archive.

    Raises:
        BadBackup: the archive is damaged or refused, or the disk is too full.
    """
    is_encrypted = path.suffix == ".age"
    if is_encrypted and identity is None:
        raise backups.BadBackup("It is encrypted: name the private key with --identity.")
    refuse_full_disk(settings.DATA_DIR, path.stat().st_size * (2 if is_encrypted else 1))
    with scratch.folder() as place:
        folder, plain = place / "content", path
        folder.mkdir()
        if is_encrypted:
            plain = place / "plain.tar"
            age("--decrypt", "--identity", identity, path, plain)
        try:
            with tarfile.open(plain) as archive:
                _extract(archive, folder)
        except (tarfile.TarError, EOFError) as error:
            raise backups.BadBackup(f"It is not a whole archive: {error}.") from error
        if is_encrypted:
            plain.unlink()
        _check_files(folder)
        yield folder


def refuse_full_disk(place: Path, size: int) -> None:
    """Raise NoSpace unless the disk of the folder `place` has `size` bytes free."""
    free = shutil.disk_usage(place).free
    if free < size:
        raise NoSpace(
            f"The disk of {place} has {free >> 20} MB free, and {(size >> 20) + 1} MB are needed."
        )


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    # `extractall` has no filters in Debian's Python 3.11.2.
    for member in archive:
        path = folder / member.name
        source = archive.extractfile(member) if member.isreg() else None
        is_inside = ".." not in path.parts and path.is_relative_to(folder)
        if source is None or not is_inside or path.exists():
            raise backups.BadBackup(f"{member.name!r} in it is not a file of a backup.")
        path.parent.mkdir(parents=True, exist_ok=True)
        with source, path.open("xb") as target:
            shutil.copyfileobj(source, target)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the archive that is unpacked in `folder`.

    Raises:
        BadBackup: the manifest is missing, damaged, or of a newer version of the site.
    """
    try:
        content = json.loads((folder / MANIFEST).read_text())
        if content["format"] > FORMAT:
            raise backups.BadBackup("It was made by a newer version of the site.")
        return Manifest(**content)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise backups.BadBackup("It is not a whole archive: its manifest is missing.") from error


def _check_files(folder: Path) -> None:
    files = read_manifest(folder).files
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    if added := sorted(present - files.keys() - {MANIFEST}):
        raise backups.BadBackup(f"{added[0]} in it was added after the backup was made.")
    for name, expected in files.items():
        path = folder / name
        if not path.is_file():
            raise backups.BadBackup(f"{name} is missing in it.")
        with path.open("rb") as file:
            if digest(file) != expected:
                raise backups.BadBackup(f"{name} in it is damaged.")
