"""Export of the site's content to a ZIP file with JSON Lines and the uploaded files."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.apps import apps
from django.conf import settings
from django.core.serializers import jsonl
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from wagtail.models import Page, Revision

from . import tables

FORMAT = 1
_BY_NAME = {"contenttypes.contenttype", "auth.permission"}
MANIFEST, README, DATA, FILES = "manifest.json", "README.txt", "data", "files"
_README = """\
Content of {site}, exported on {day} by version {version} of the site's software.

manifest.json    format, versions, and the count of rows of each file below, in the order of import
data/*.jsonl     one file for each kind of record; UTF-8; each line is one record in JSON:
                 "model": its kind; "pk": its number, which other records use to refer to it;
                 "fields": its fields by name. Times are in UTC (ISO 8601). Rich text is HTML.
                 Kinds of records and permissions are referred to by name.
files/           uploaded pictures, documents and recordings, by the names in the records

wagtailcore.page has title, path and language (locale) of each page; alerts.alertpage,
alerts.explainerpage and others have the rest, under the same number. Pages with the same
translation_key are translations of each other. wagtail_localize.stringtranslation has each
translated sentence, and wagtail_localize.string its English.

{people}
`manage.py importsite` reads this file into an empty site.
"""
_WITH = "It contains accounts, addresses and unpublished comments. Keep it as safe as the site.\n"
_WITHOUT = """\
It contains no accounts, no addresses of readers, no unpublished comments, and not who did what.
"""


def export(target: Path, *, people: bool = False) -> dict[str, int]:
    """Write the content to the new file `target`, and return the row counts by model label.

    With `people`, include accounts, readers' addresses and unpublished comments.
    """
    target = target.absolute()
    if target.exists():
        raise FileExistsError(f"{target} exists.")
    descriptor, part = tempfile.mkstemp(".part", ".export.", target.parent)
    os.close(descriptor)  # only the owner can read it
    try:
        with ZipFile(part, "w", ZIP_DEFLATED) as archive:
            counts = _write(archive, people)
        Path(part).replace(target)
    finally:
        Path(part).unlink(missing_ok=True)
    return counts


def _write(archive: ZipFile, people: bool) -> dict[str, int]:
    counts: dict[str, int] = {}
    files: set[str] = set()
    kinds = tables.exported(people=people)
    with snapshot():
        for model in kinds:
            label = model._meta.label_lower
            counts[label] = 0
            with archive.open(f"{DATA}/{label}.jsonl", "w") as file:
                for row in _rows(model, set(kinds), people=people):
                    file.write(_Serializer().serialize([row], cls=_Encoder).encode())
                    counts[label] += 1
            files |= _files(model)
    for name in sorted(files):
        _add(archive, name)
    now = timezone.now()
    manifest = {
        "format": FORMAT,
        "version": settings.VERSION,
        "made_at": now.isoformat(),
        "site": settings.SITE_URL,
        "people": people,
        "migrations": migrations(),
        "rows": counts,
    }
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    archive.writestr(
        README,
        _README.format(
            site=settings.SITE_URL,
            day=f"{now:%Y-%m-%d}",
            version=settings.VERSION,
            people=_WITH if people else _WITHOUT,
        ),
    )
    return counts


@contextmanager
def snapshot() -> Iterator[None]:
    """Read one state of the database in the `with` block, while other processes write to it."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # A transaction of Django would keep all others from writing.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield


class _Encoder(DjangoJSONEncoder):
    # Keeps the microseconds of times.
    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime | time) else super().default(o)


class _Serializer(jsonl.Serializer):
    """Serializer that refers to content types and permissions by name, not by ID."""

    def handle_fk_field(self, obj: models.Model, field: Any) -> None:
        self.use_natural_foreign_keys = field.related_model._meta.label_lower in _BY_NAME
        super().handle_fk_field(obj, field)

    def handle_m2m_field(self, obj: models.Model, field: Any) -> None:
        self.use_natural_foreign_keys = field.related_model._meta.label_lower in _BY_NAME
        super().handle_m2m_field(obj, field)


def migrations() -> dict[str, str]:
    """Return the name of the last applied migration of each installed app, by its label."""
    last: dict[str, str] = {}
    for app, name in MigrationRecorder(connection).applied_migrations():
        if app in apps.app_configs:  # not an app that a former version had
            last[app] = max(name, last.get(app, ""))
    return last


def _rows(
    model: type[models.Model], kinds: set[type[models.Model]], *, people: bool
) -> Iterator[models.Model]:
    label = model._meta.label_lower
    rows = model._base_manager.order_by("pk")
    if not people:
        rows = rows.filter(**tables.ONLY.get(label, {}))
        if model is Revision:
            rows = rows.filter(pk__in=_current_revisions(kinds))
    for row in rows.iterator(chunk_size=500):
        for field in model._meta.local_concrete_fields:
            if _leads_away(field, kinds):
                setattr(row, field.attname, None)
        if not people:
            for name, value in tables.EMPTY.get(label, {}).items():
                setattr(row, name, value)
            if isinstance(row, Revision):
                _forget_people(row, kinds)
        yield row


def _leads_away(field: Any, kinds: set[type[models.Model]]) -> bool:
    """Return True if `field` is nullable and refers to a model neither exported nor in `KEPT`."""
    target = field.related_model
    if target is None or not field.null:
        return False
    return target not in kinds and target._meta.label_lower not in tables.KEPT


def _current_revisions(kinds: set[type[models.Model]]) -> set[int]:
    found: set[int] = set(
        Revision.objects.exclude(approved_go_live_at=None).values_list("pk", flat=True)
    )
    for model in kinds:
        for field in model._meta.local_concrete_fields:
            if field.related_model is Revision:
                used = model._base_manager.exclude(**{field.name: None})
                found.update(used.values_list(field.attname, flat=True))
    return found


def _forget_people(revision: Revision, kinds: set[type[models.Model]]) -> None:
    model = revision.content_type.model_class()
    if model is None:
        return
    for field in model._meta.concrete_fields:
        if field.name in revision.content and _leads_away(field, kinds):
            revision.content[field.name] = None
    if issubclass(model, Page):
        revision.content["wagtail_admin_comments"] = []


def _files(model: type[models.Model]) -> set[str]:
    names = [
        field.name for field in model._meta.local_fields if isinstance(field, models.FileField)
    ]
    rows = model._base_manager.values_list(*names) if names else ()
    return {name for row in rows for name in row if name}


def _add(archive: ZipFile, name: str) -> None:
    path = Path(settings.MEDIA_ROOT) / name
    if path.is_file():  # the generated size of a picture may be made again later
        archive.write(path, f"{FILES}/{name}", ZIP_STORED)
