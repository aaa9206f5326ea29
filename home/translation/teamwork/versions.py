"""Recording and lookup of the versions of translated strings."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from wagtail_localize.models import StringTranslation

from ..models import Provenance
from ..provenance import kind_of
from .models import StringVersion

# The newest version of a string is kept as long as the string.
KEEP = timedelta(days=180)
MOST_VERSIONS = 50
_BATCH = 1000

# Primary keys of a string and its context.
_Key = tuple[int, int]


def record(rows: Iterable[StringTranslation]) -> None:
    """Store a version of each changed row in `rows`, which are saved and in one language."""
    by_key = {(row.translation_of_id, row.context_id): row for row in rows if row.context_id}
    if not by_key:
        return
    summaries = summaries_of(by_key, next(iter(by_key.values())).locale_id)
    new = []
    for (string_id, context_id), row in by_key.items():
        version = StringVersion(
            string_id=string_id,
            context_id=context_id,
            locale_id=row.locale_id,
            data=row.data,
            kind=kind_of(row.translation_type, row.tool_name),
            saved_by_id=row.last_translated_by_id,
        )
        summary = summaries.get((string_id, context_id))
        if summary is None or _values(summary.newest) != _values(version):
            new.append(version)
    StringVersion.objects.bulk_create(new)


def _values(version: StringVersion) -> tuple[str, str, int | None]:
    return version.data, version.kind, version.saved_by_id


def record_deletion(row: StringTranslation) -> None:
    """Store an empty version after the deletion of `row` by its `last_translated_by`."""
    if row.context_id:
        StringVersion.objects.create(
            string_id=row.translation_of_id,
            context_id=row.context_id,
            locale_id=row.locale_id,
            data="",
            kind=Provenance.VOLUNTEER,
            saved_by_id=row.last_translated_by_id,
        )


class Deletion(NamedTuple):
    """Last deletion of the translation of a string, with the string's English and the time."""

    locale_id: int
    context_id: int
    english: str
    at: datetime


def deletions_of(translation_key: UUID) -> list[Deletion]:
    """Return the last deletions of translations of a page's strings, in all languages."""
    return [
        Deletion(*values)
        for values in StringVersion.objects.filter(context__object_id=translation_key, data="")
        .order_by()
        .values_list("locale", "context", "string__data")
        .annotate(Max("saved_at"))
    ]


def carry(pairs: Sequence[tuple[StringTranslation, StringTranslation]]) -> None:
    """Copy the versions of the first row in each pair to the second row, a copy of the first."""
    keys = {_key_of(row) for pair in pairs for row in pair if row.context_id}
    versions: defaultdict[tuple[int, int | None, int], list[StringVersion]] = defaultdict(list)
    for version in StringVersion.objects.filter(
        string__in={string for string, _context, _locale in keys},
        context__in={context for _string, context, _locale in keys},
    ).order_by("pk"):
        versions[version.string_id, version.context_id, version.locale_id].append(version)
    new = []
    for row, copy in pairs:
        string_id, context_id, locale_id = key = _key_of(copy)
        if context_id is None:
            continue
        known = {version.saved_at for version in versions[key]}
        new += [
            StringVersion(
                string_id=string_id,
                context_id=context_id,
                locale_id=locale_id,
                data=version.data,
                kind=version.kind,
                saved_at=version.saved_at,
                saved_by_id=version.saved_by_id,
            )
            for version in versions[_key_of(row)]
            if version.saved_at not in known
        ]
    StringVersion.objects.bulk_create(new)


def _key_of(row: StringTranslation) -> tuple[int, int | None, int]:
    return row.translation_of_id, row.context_id, row.locale_id


def versions_of(key: _Key, locale_id: int) -> QuerySet[StringVersion]:
    """Return the versions of one string in a language, newest first."""
    string, context = key
    return (
        StringVersion.objects.filter(string=string, context=context, locale=locale_id)
        .select_related("saved_by")
        .order_by("-pk")
    )


class VersionSummary(NamedTuple):
    """Newest version of a string, newest version with a text, and count of all versions."""

    newest: StringVersion
    last_text: StringVersion | None
    total: int


def summaries_of(keys: Iterable[_Key], locale_id: int) -> dict[_Key, VersionSummary]:
    """Return summaries of the versions of strings, by (string ID, context ID)."""
    keys = set(keys)
    rows = (
        StringVersion.objects.filter(
            string__in={string for string, _context in keys},
            context__in={context for _string, context in keys},
            locale=locale_id,
        )
        .order_by()
        .values_list("string", "context")
        .annotate(newest=Max("pk"), last_text=Max("pk", filter=~Q(data="")), count=Count("pk"))
    )
    found = {(string, context): rest for string, context, *rest in rows}
    shown = (pks for key, (*pks, _count) in found.items() if key in keys)
    versions = StringVersion.objects.select_related("saved_by").in_bulk(
        {pk for pks in shown for pk in pks if pk}
    )
    return {
        key: VersionSummary(versions[newest], versions.get(last_text), count)
        for key, (newest, last_text, count) in found.items()
        if key in keys
    }


def author_of(version: StringVersion) -> str:
    """Return the name of the account that saved `version`, or a description if there is none."""
    if version.saved_by:
        return str(version.saved_by)
    is_machines = version.kind == Provenance.MACHINE
    return "a machine" if is_machines else "a link, a file or a deleted account"


def delete_old(*, dry_run: bool) -> int:
    """Delete old and surplus versions, but not the newest of a string. Return the count.

    With `dry_run`, only count them.
    """
    place = Window(
        RowNumber(),
        partition_by=[F("context"), F("locale"), F("string")],
        order_by=F("pk").desc(),
    )
    is_old = Q(saved_at__lt=timezone.now() - KEEP, place__gt=1) | Q(place__gt=MOST_VERSIONS)
    old = StringVersion.objects.annotate(place=place).filter(is_old).values_list("pk", flat=True)
    if dry_run:
        return old.count()
    count = 0
    while pks := list(old[:_BATCH]):
        count += StringVersion.objects.filter(pk__in=pks).delete()[0]
    return count
