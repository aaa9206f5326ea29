"""Scheduled deletion of old revisions of pages and snippets.

Wagtail's `purge_revisions` selects revisions by age alone.
"""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from wagtail.models import Revision, RevisionMixin

# Delete only revisions beyond both limits. Otherwise, a busy week or a quiet year would leave
# no older revision to compare.
KEEP_FOR = timedelta(days=365)
KEEP_NEWEST = 20
_BATCH = 500


def delete_old(*, dry_run: bool) -> int:
    """Delete revisions that are neither recent nor in use, unless `dry_run`. Return the count."""
    in_use = _in_use()
    old = [pk for pk in _old() if pk not in in_use]
    if not dry_run:
        for start in range(0, len(old), _BATCH):
            # Keep revisions that were scheduled or became the latest in the meantime.
            batch = Revision.objects.filter(pk__in=old[start : start + _BATCH])
            batch.filter(approved_go_live_at=None).exclude(pk__in=_in_use()).delete()
    return len(old)


def _old() -> list[int]:
    ranked = Revision.objects.annotate(
        rank=Window(
            RowNumber(),
            partition_by=[F("base_content_type"), F("object_id")],
            order_by=[F("created_at").desc(), F("pk").desc()],
        )
    )
    before = timezone.now() - KEEP_FOR
    rows = ranked.filter(rank__gt=KEEP_NEWEST).values_list(
        "pk", "created_at", "approved_go_live_at"
    )
    return [pk for pk, created, scheduled in rows if created < before and scheduled is None]


def _in_use() -> set[int]:
    found: set[Any] = set()
    for model in apps.get_models():
        if issubclass(model, RevisionMixin):
            # A field of a parent model is in the parent's rows.
            names = [
                field.attname
                for field in model._meta.local_fields
                if field.name in {"latest_revision", "live_revision"}
            ]
            rows: Any = model._default_manager
            for name in names:
                found.update(rows.exclude(**{name: None}).values_list(name, flat=True))
    return found
