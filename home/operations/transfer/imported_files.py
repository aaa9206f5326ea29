"""Storage of imported uploads, which replace the site's files only after the database commit."""

import filecmp
import shutil
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from django.conf import settings

from .. import ledger, scratch
from . import exporting


class NotAFile(ValueError):
    """Raised if the name of an upload in an archive is not a path in the folder for uploads."""


@dataclass
class ImportedFiles:
    """Uploads that an import has written. `replace` puts the changed ones in place."""

    _added: list[Path] = field(default_factory=list)
    _replacing: dict[Path, Path] = field(default_factory=dict)  # written file -> file to replace

    def add(self, archive: ZipFile) -> None:
        """Write the uploads in `archive` to MEDIA_ROOT, without changing files that are there.

        Raises:
            NotAFile: the name of an upload is not a path in MEDIA_ROOT. Nothing was written.
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
        """Delete the files that `add` has written."""
        for path in (*self._added, *self._replacing):
            path.unlink(missing_ok=True)

    def replace(self) -> None:
        """Move the changed files to their final paths. Call this after the database commit."""
        for path, place in self._replacing.items():
            path.replace(place)


def _place(member: ZipInfo) -> Path | None:
    name = PurePosixPath(member.filename)
    if name.parts[:1] != (exporting.FILES,) or member.is_dir():
        return None
    if ".." in name.parts or len(name.parts) < 2:
        raise NotAFile(f"{member.filename} in it is not a file of a site.")
    return Path(settings.MEDIA_ROOT).joinpath(*name.parts[1:])
