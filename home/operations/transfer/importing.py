"""Import of an exported site into an empty one."""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connection, transaction
from wagtail.models import Locale, ModelLogEntry, PageLogEntry, Revision

from ..page_cache import storage
from . import exporting, imported_files, tables

_CHUNK = 1 << 20


class NotImported(Exception):
    """Raised when nothing was imported. The message is written for the operator."""


class NotFinished(Exception):
    """Raised when the database was imported, but a later step failed."""


def import_site(source: Path) -> dict[str, int]:
    """Import the file `source` into the empty site, and return the row counts by model label.

    Raises:
        NotImported: nothing was imported.
        NotFinished: the database was imported, but a later step failed.
    """
    refuse_if_in_use()
    return load(source)


def refuse_if_in_use() -> None:
    """Raise NotImported if the site has content that people have written or changed."""
    if found := list(_find_use()):
        raise NotImported(
            f"The site has {', '.join(found)}. Import into a new site with an empty database."
        )


def _find_use() -> Iterator[str]:
    for label in tables.IN_USE:
        model = apps.get_model(label)
        created = Locale.objects.count() if label in tables.SET_UP else 0
        if model._base_manager.count() > created:
            yield str(model._meta.verbose_name_plural)
    by_people = {"user_id__isnull": False}
    if any(
        model._default_manager.filter(**by_people).exists() for model in (PageLogEntry, Revision)
    ):
        yield "pages that people have changed"
    # Changes of accounts do not count.
    of_accounts = {"content_type__app_label__in": ("account", "auth", "mfa", "people")}
    if ModelLogEntry.objects.filter(**by_people).exclude(**of_accounts).exists():
        yield "other content or settings that people have changed"


def load(source: Path) -> dict[str, int]:
    """Replace the site's content with that of the file `source`, even if the site is in use."""
    files = imported_files.ImportedFiles()
    try:
        with ZipFile(source) as archive:
            _refuse_damage(archive)
            manifest = _manifest(archive)
            with transaction.atomic():
                _empty(manifest["people"])
                for label in manifest["rows"]:
                    _load_rows(archive, label)
                _check(manifest)
                connection.check_constraints()
                _reset_sequences(manifest)
                files.add(archive)
    except imported_files.NotAFile as error:
        files.remove()
        raise NotImported(str(error)) from error
    except (
        *(BadZipFile, zlib.error, EOFError),
        *(KeyError, TypeError, ValueError, DeserializationError),
    ) as error:
        files.remove()
        raise NotImported(f"{source} is not a whole export of this site. {error}") from error
    except DatabaseError as error:
        files.remove()
        raise NotImported(f"The rows in it contradict each other: {error}") from error
    except BaseException:
        files.remove()
        raise
    try:
        files.replace()
        _finish()
    except (OSError, DatabaseError, CommandError) as error:
        raise NotFinished(str(error)) from error
    return manifest["rows"]


def _refuse_damage(archive: ZipFile) -> None:
    for member in archive.infolist():
        try:
            with archive.open(member) as file:
                while file.read(_CHUNK):
                    pass
        # `testzip` does not name the member if its compressed data is invalid.
        except (BadZipFile, EOFError, RuntimeError, zlib.error) as error:
            raise NotImported(f"{member.filename} in it is damaged.") from error


def _manifest(archive: ZipFile) -> dict[str, Any]:
    manifest = json.loads(archive.read(exporting.MANIFEST))
    if manifest["format"] != exporting.FORMAT:
        raise NotImported("It has the format of another version.")
    present = exporting.migrations()
    different = [app for app, name in manifest["migrations"].items() if present.get(app) != name]
    # An app of one database engine only, such as django.contrib.postgres, has no migrations.
    if different:
        raise NotImported(
            f"It was exported by version {manifest['version']}, and this is {settings.VERSION}: the"
            f" tables of {', '.join(sorted(different))} differ. Install that version first."
        )
    known = {model._meta.label_lower for model in tables.exported(people=manifest["people"])}
    if set(manifest["rows"]) != known:
        raise NotImported("It has other kinds of records than this version exports.")
    return manifest


def _empty(people: bool) -> None:
    kept = tables.KEPT if people else tables.KEPT | tables.KEPT_WITHOUT_PEOPLE
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            owner = model._meta.auto_created or model
            if not model._meta.managed or model._meta.proxy:
                continue
            # Accounts stay without groups, because the groups are replaced.
            if model is owner and owner._meta.label_lower in kept:
                continue
            name = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608


def _load_rows(archive: ZipFile, label: str) -> None:
    with archive.open(f"{exporting.DATA}/{label}.jsonl") as file:
        for one in serializers.deserialize("jsonl", _lines(file)):
            if one.object._meta.label_lower != label:
                raise NotImported(f"{label}.jsonl has a record of another kind.")
            one.save()


def _lines(file: Any) -> Iterator[str]:
    for line in file:
        yield line.decode()


def _check(manifest: dict[str, Any]) -> None:
    for label, count in manifest["rows"].items():
        found = apps.get_model(label)._base_manager.count()
        if found != count:
            raise NotImported(f"{label}.jsonl has {found} rows, and not {count}.")


def _reset_sequences(manifest: dict[str, Any]) -> None:
    imported = [apps.get_model(label) for label in manifest["rows"]]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), imported):
            cursor.execute(statement)


def _finish() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("wagtail_update_index", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)
    storage.discard_current()
    cache.clear()
