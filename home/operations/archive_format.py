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
    """Content of a full backup, with digests of its tables and files."""

    made_at: str
    engine: str
    database: str  # name of the member
    tables: dict[str, list[Any]]  # table name -> [row count, hash of the rows]
    files: dict[str, str] = field(default_factory=dict)  # member name -> hash
    migrations: list[list[str]] = field(default_factory=list)  # applied ones: app and name
    format: int = FORMAT

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def digest(file: Any, size: int | None = None) -> str:
    """Return the SHA-256 hash, in hexadecimal, of the rest of a file or its next `size` bytes."""
    found = hashlib.sha256()
    while data := file.read(_CHUNK if size is None else min(size, _CHUNK)):
        found.update(data)
        if size is not None:
            size -= len(data)
    return found.hexdigest()


def sqlite_digests(path: Path) -> dict[str, list[Any]]:
    """Return a dict of table names to [row count, hash of the rows]."""
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
    """Run the tool age with options, the path of the input, and the path of the output.

    Raises:
        BadBackup: age is missing or fails.
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
