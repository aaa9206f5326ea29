"""Format of full backups: names of the members, manifest, digests, and encryption with age."""

import hashlib
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from . import backups

MANIFEST, LEDGER, UPLOADS = "manifest.json", "erasures.txt", "private"
# Rows of PostgreSQL tables with blanked columns, which the dump leaves out.
BLANKED = "blanked.sql"
FORMAT = 2
_CHUNK = 1 << 20  # bytes that are read at once


@dataclass
class Manifest:
    """List of the content of an archive, with the digests of its tables and files.

    `tables` is a dict of table names to [row count, hash of the rows]. `files` is a dict of member
    names to hashes.
    """

    made_at: str
    engine: str
    database: str  # name of the member
    tables: dict[str, list[Any]]
    files: dict[str, str] = field(default_factory=dict)
    migrations: list[list[str]] = field(default_factory=list)  # applied ones: app and name
    format: int = FORMAT

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def digest(file: Any, size: int | None = None) -> str:
    """Return the SHA-256 hash of an open binary file or, with `size`, of its next `size` bytes.

    The bytes are read from the file's current position. The hash is a text of hexadecimal digits.
    """
    found = hashlib.sha256()
    while data := file.read(_CHUNK if size is None else min(size, _CHUNK)):
        found.update(data)
        if size is not None:
            size -= len(data)
    return found.hexdigest()


def sqlite_digests(path: Path) -> dict[str, list[Any]]:
    """Return a dict of table names to [row count, hash of the rows] for the database at `path`.

    Virtual tables of extensions that are not loaded are left out.
    """
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


def age(*arguments: object) -> None:
    """Run the tool age. The last two arguments are the paths of the input and the output.

    The other arguments are options of the tool.

    Raises:
        BadBackup: age is missing or fails.
        OSError: the input or the output cannot be opened.
    """
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
