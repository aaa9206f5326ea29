"""Format of full backups: names of the members, manifest, digests, and encryption by age."""

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


@dataclass
class Manifest:
    """Content of an archive."""

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
    """Return the hash of an open file or, with `size`, of its first bytes."""
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


def age(*arguments: object) -> None:
    """Run age. The last two arguments are its input and its output.

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
