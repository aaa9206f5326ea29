"""Recording of withdrawals in the ledger, and functions that repeat them after a restore.

The ledger lists changes that the restore of a backup must not undo. A withdrawal makes content
unavailable to readers: pages are unpublished, deleted or restricted, collections restricted,
pictures and documents deleted, and meetings cancelled or deleted. With `dry_run`, the functions
that repeat withdrawals only count.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import Max, ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Revision,
)
from wagtail.signals import page_unpublished

from .lookup import all_pages
from .media.models import CustomDocument, CustomImage
from .models import Meeting
from .operations import ledger

logger = logging.getLogger(__name__)

UNPUBLISHED, DELETED, PRIVACY = "page.unpublished", "page.deleted", "page.privacy"
COLLECTION_PRIVACY = "collection.privacy"
FILE_DELETED = "file.deleted"
MEETING = "meeting"
CANCELLED, HELD = "cancelled", "held"
_RESTRICTIONS = (PageViewRestriction, CollectionViewRestriction)
_FILES = {model._meta.label_lower: model for model in (CustomDocument, CustomImage)}


def page_key(page: Page) -> str:
    """Return the key of `page` in the ledger, made from its translation key and its language."""
    return f"{page.translation_key}:{page.locale.language_code}"


def _find_page(key: str) -> Page | None:
    translation_key, _colon, language = key.partition(":")
    found = all_pages().filter(translation_key=translation_key, locale__language_code=language)
    return found.filter(depth__gt=1).first()


# Pages


def note_unpublished(instance, **kwargs):
    ledger.record_on_commit(UNPUBLISHED, page_key(instance))


def note_deleted(instance, **kwargs):
    ledger.record_on_commit(DELETED, page_key(instance))


def delete_again(lines: Iterable[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Delete, or else unpublish, pages that a restore has brought back. Return the count."""
    gone: set[int] = set()
    count = 0
    for pk in [page.pk for page in _pages_to_delete(lines)]:
        with transaction.atomic():
            page = Page.objects.get(pk=pk).specific
            has_children = page.get_children().exclude(pk__in=gone).exists()
            if not has_children and (_may_be_deleted(page) if dry_run else _delete(page)):
                gone.add(pk)
            elif not page.live:
                continue
            elif not dry_run:
                page.unpublish()
            count += 1
    return count


def _pages_to_delete(lines: Iterable[ledger.LedgerLine]) -> list[Page]:
    # The deepest pages come first.
    found = [
        page for key, line in ledger.latest(lines).items() if (page := _page_before(key, line.at))
    ]
    # A site needs its home pages.
    return sorted((page for page in found if page.depth > 2), key=lambda page: -page.depth)


def _page_before(key: str, moment: datetime) -> Page | None:
    page = _find_page(key)
    if page is None:
        return None
    written = page.revisions.aggregate(at=Max("created_at"))["at"]
    dates = (written, page.first_published_at, page.last_published_at)
    return None if any(at and at > moment for at in dates) else page


def unpublish_again(lines: Iterable[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Unpublish pages that a restore has published or scheduled again. Return the count."""
    count = 0
    last = ledger.latest(lines).items()
    # `delete_again` would have withdrawn these before.
    withdrawn = set(_pages_to_delete(_lines_of_deleted_pages())) if dry_run else set()
    # English pages come first, so that their translations are marked to be published with them.
    english = f":{settings.LANGUAGE_CODE}"
    for key, line in sorted(last, key=lambda item: not item[0].endswith(english)):
        page = _find_page(key)
        if page is None or page in withdrawn:
            continue
        if page.last_published_at and page.last_published_at > line.at:
            continue
        scheduled = Revision.page_revisions.filter(
            object_id=str(page.pk), approved_go_live_at__isnull=False, created_at__lt=line.at
        )
        if not page.live and not scheduled.exists():
            continue
        count += 1
        if not dry_run:
            with transaction.atomic():
                scheduled.update(approved_go_live_at=None)
                page.specific.unpublish()
    return count


def _lines_of_deleted_pages() -> list[ledger.LedgerLine]:
    return [line for line in ledger.read() if line.act == DELETED]


# View restrictions


def _note_privacy(restriction, type_, *groups):
    if isinstance(restriction, PageViewRestriction):
        ledger.record_on_commit(PRIVACY, page_key(restriction.page), type_, *groups)
    else:
        ledger.record_on_commit(COLLECTION_PRIVACY, restriction.collection_id, type_, *groups)


def note_restricted(instance, **kwargs):
    groups = sorted(instance.groups.values_list("pk", flat=True))
    _note_privacy(instance, instance.restriction_type, *groups)


def note_groups(instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, _RESTRICTIONS):
        note_restricted(instance)


def note_opened(instance, **kwargs):
    _note_privacy(instance, "none")


def restrict_pages_again(lines: Iterable[ledger.LedgerLine], *, dry_run: bool) -> int:
    return _restrict_again(lines, _find_page, dry_run)


def restrict_collections_again(lines: Iterable[ledger.LedgerLine], *, dry_run: bool) -> int:
    return _restrict_again(lines, lambda key: Collection.objects.filter(pk=key).first(), dry_run)


def _restrict_again(
    lines: Iterable[ledger.LedgerLine],
    find: Callable[[str], Any],  # returns a page, a collection or None
    dry_run: bool,
) -> int:
    count = 0
    for key, line in ledger.latest(lines).items():
        type_, *groups = line.details
        # No restriction is ever removed.
        if type_ == "none" or (subject := find(key)) is None:
            continue
        wanted = sorted(map(int, groups))
        restrictions = subject.view_restrictions
        found = restrictions.first()
        now = found and (found.restriction_type, sorted(found.groups.values_list("pk", flat=True)))
        known = sorted(Group.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        if now == (type_, known):
            continue
        count += 1
        if not dry_run:
            with transaction.atomic():
                found = found or restrictions.model(**{restrictions.field.name: subject})
                found.restriction_type = type_
                found.save()
                found.groups.set(known)
    return count


# Pictures and documents


def note_file_deleted(instance, **kwargs):
    key = f"{instance._meta.label_lower}:{instance.pk}@{instance.created_at.isoformat()}"
    ledger.record_on_commit(FILE_DELETED, key)


def delete_files_again(lines: Iterable[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Delete pictures and documents that a restore has brought back. Return the count."""
    count = 0
    for key in ledger.latest(lines):
        label, _colon, row = key.partition(":")
        pk, _at, created = row.partition("@")
        found = _FILES[label].objects.filter(pk=pk, created_at=created).first()
        if found and (_may_be_deleted(found) if dry_run else _delete(found)):
            count += 1
    return count


def _may_be_deleted(row: models.Model) -> bool:
    try:
        Collector(using=DEFAULT_DB_ALIAS, origin=row).collect([row])
    except (ProtectedError, RestrictedError):
        return False
    return True


def _delete(row: models.Model) -> bool:
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, RestrictedError):
        logger.exception("A row deleted before the restore is needed again: %s", row.pk)
        return False
    return True


# Meetings


def note_meeting(instance, created, raw, **kwargs):
    if not raw and (instance.is_cancelled or not created):
        ledger.record_on_commit(MEETING, instance.pk, CANCELLED if instance.is_cancelled else HELD)


def note_meeting_deleted(instance, **kwargs):
    ledger.record_on_commit(MEETING, instance.pk, CANCELLED)


def cancel_again(lines: Iterable[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Cancel meetings whose cancellation or deletion a restore has undone. Return the count."""
    count = 0
    for key, line in ledger.latest(lines).items():
        if line.details[0] == CANCELLED:
            # Deleted meetings are only cancelled too, so that calendars strike them out.
            found = Meeting.objects.filter(pk=key, is_cancelled=False, updated_at__lt=line.at)
            changes = {"is_cancelled": True, "updated_at": timezone.now()}
            count += found.count() if dry_run else found.update(**changes)
    return count


def register() -> None:
    """Connect the signal receivers, and register the functions that repeat withdrawals."""
    page_unpublished.connect(note_unpublished)
    post_delete.connect(note_deleted, sender=Page)
    for model in _RESTRICTIONS:
        post_save.connect(note_restricted, sender=model)
        m2m_changed.connect(note_groups, sender=model.groups.through)
        post_delete.connect(note_opened, sender=model)
    for file_model in _FILES.values():
        post_delete.connect(note_file_deleted, sender=file_model)
    post_save.connect(note_meeting, sender=Meeting)
    post_delete.connect(note_meeting_deleted, sender=Meeting)
    # After a restore, the functions run in this order.
    for act, replay in (
        (DELETED, delete_again),
        (UNPUBLISHED, unpublish_again),
        (PRIVACY, restrict_pages_again),
        (COLLECTION_PRIVACY, restrict_collections_again),
        (FILE_DELETED, delete_files_again),
        (MEETING, cancel_again),
    ):
        ledger.register(act, replay)
