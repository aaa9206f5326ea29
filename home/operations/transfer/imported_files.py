"""Uploads of an import, which replace none of the site's own before the database is committed."""

import filecmp
import shutil
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from django.conf import settings

from .. import ledger, scratch
from . import exporting


class NotAFile(ValueError):
    """Raised for a member whose name is outside the folder for uploads."""


@dataclass
class ImportedFiles:
    """Files that an import has written, new ones in place and others beside those they replace."""

    _added: list[Path] = field(default_factory=list)
    _replacing: dict[Path, Path] = field(default_factory=dict)  # written file -> file to replace

    def add(self, archive: ZipFile) -> None:
        """Write the uploads in `archive` to MEDIA_ROOT, without changing files that are there.

        Raises:
            NotAFile: the archive has a member that is no upload of a site.
            OSError: a file cannot be written.
        """
        places = {member: place for member in archive.infolist() if (place := _place(member))}
        for member, place in places.items():
            self._write(archive, member, place)

    def _write(self, archive: ZipFile, member: ZipInfo, place: Path) -> None:
        for parent in reversed([one for one in place.parents if not one.exists()]):
            parent.mkdir()
            ledger.give_to_owner_of_folder(parent)
        is_new = not place.exists()
        path = place if is_new else place.with_name(f".{place.name}.part")
        if is_new:
            self._added.append(path)
        else:
            self._replacing[path] = place
        with archive.open(member) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
        path.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        ledger.give_to_owner_of_folder(path)
        scratch.sync(path)
        if not is_new and filecmp.cmp(path, place, shallow=False):
            del self._replacing[path]
            path.unlink()

    def remove(self) -> None:
        """Delete all files that were written. The site's own are as before."""
        for path in (*self._added, *self._replacing):
            path.unlink(missing_ok=True)

    def replace(self) -> None:
        """Replace the site's files of the same names. Call this after the database's commit."""
        for path, place in self._replacing.items():
            path.replace(place)


def _place(member: ZipInfo) -> Path | None:
    """Return the path at which an upload belongs, or None for members of another kind."""
    name = PurePosixPath(member.filename)
    if name.parts[:1] != (exporting.FILES,) or member.is_dir():
        return None
    if ".." in name.parts or len(name.parts) < 2:
        raise NotAFile(f"{member.filename} in it is not a file of a site.")
    return Path(settings.MEDIA_ROOT).joinpath(*name.parts[1:])
