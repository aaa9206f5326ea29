"""Inventory of data about people on the server's disk: kinds, counts and oldest dates."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import Count, Min, Q

from home.kept_data import About, KeptData

from .. import ledger
from .declared import declarations


@dataclass(frozen=True)
class Kept:
    """Entry of the inventory: one kind of data, with its count and oldest date."""

    about: str
    name: str
    count: int
    oldest: date | None
    meaning: str


def of_database() -> Iterator[Kept]:
    """Yield entries for the tables with personal data, those about readers first."""
    order = list(About)
    for model, declared in sorted(
        declarations().items(), key=lambda pair: (order.index(pair[1].about), pair[0]._meta.label)
    ):
        for name, count, oldest in _rows(model, declared):
            yield Kept(declared.about, name, count, _day(oldest), meaning(declared))


def meaning(declared: KeptData) -> str:
    """Return sentences that say what the declared data is, and how long it is kept."""
    days = {None: "", 0: " never.", 1: " 1 day."}.get(declared.days, f" {declared.days} days.")
    return f"{declared.what} Kept: {declared.until}{days if declared.until.endswith(':') else ''}"


def _rows(model: type[models.Model], declared: KeptData) -> Iterator[tuple[str, int, Any]]:
    label = model._meta.label
    rows = model._default_manager.order_by()
    if declared.fields:
        filled = Q()
        for name in declared.fields:
            filled |= ~Q(**{f"{name}__isnull": True}) & ~Q(**_empty(model, name))
        rows = rows.filter(filled)
    oldest = {"oldest": Min(declared.since)} if declared.since else {}
    if any(field.name == "status" for field in model._meta.fields):
        found = rows.values("status").annotate(number=Count("pk"), **oldest).order_by("status")
        groups = [(f"{label}, {row['status']}", row) for row in found]
    else:
        groups = [(label, rows.aggregate(number=Count("pk"), **oldest))]
    for name, row in groups:
        if row["number"]:
            yield name, row["number"], row.get("oldest")


def _empty(model: type[models.Model], name: str) -> dict[str, Any]:
    field = model._meta.get_field(name)
    if isinstance(field, (models.CharField, models.TextField)):
        return {name: ""}
    return {f"{name}__isnull": True}


def of_files() -> Iterator[Kept]:
    """Yield entries for the folders of files, the ledger, and SQLite's write-ahead log."""
    root = Path(settings.DATA_DIR)
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        if folder.name in {"static", "private"}:
            continue
        yield from _folder(folder, str(folder.relative_to(root)))
    uploads = Path(settings.MEDIA_ROOT)
    for folder in sorted(uploads.iterdir()) if uploads.is_dir() else ():
        if folder.is_dir():
            yield from _folder(folder, f"{uploads.name}/{folder.name}")
    yield from _folder(root, "files beside them", deep=False)
    if lines := ledger.read():
        meaning_ = "Random numbers of what was erased, withdrawn or decided. Kept: 400 days."
        yield Kept("everybody", "lines of the ledger", len(lines), lines[0].at.date(), meaning_)
    if connection.vendor == "sqlite":
        log = Path(f"{connection.settings_dict['NAME']}-wal")
        size = log.stat().st_size if log.exists() else 0
        yield Kept(
            "everybody",
            "bytes of the write-ahead log",
            size,
            None,
            "Changes of the database, also of what was deleted meanwhile. Emptied every hour.",
        )


def _folder(folder: Path, name: str, *, deep: bool = True) -> Iterator[Kept]:
    paths = folder.rglob("*") if deep else folder.iterdir()
    times = [os.lstat(path).st_mtime for path in paths if path.is_file()]
    if times:
        day = datetime.fromtimestamp(min(times), UTC).date()
        yield Kept("everybody", name, len(times), day, _FOLDERS.get(folder.name, ""))


# Contents of the folders, by name.
_FOLDERS = {
    "backups": "Whole copies of the data, encrypted if BACKUP_RECIPIENT is set.",
    "cache": "Parts of public pages, without readers.",
    "pages": "Copies of public pages, without readers.",
    "avatar_images": "Portraits of people with an account.",
    "documents": "PDFs without hidden data.",
    "images": "Pictures without hidden data, in the sizes of pages.",
    "original_images": "Pictures without hidden data.",
    "recordings": "Voices that read pages aloud.",
    "recording_uploads": "Unfinished recordings.",
    "wagtail_uploads": "Unfinished uploads.",
    "pictures": "Share pictures made from public pages.",
    "flyers": "Flyers made from public pages.",
}


def _day(moment: Any) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment
