"""Notes that somebody is working on a translation."""

from collections import defaultdict
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone
from wagtail_localize.models import Translation

from home.people.models import User

from .models import WorkNote


def begin_work(translation: Translation, user: User) -> None:
    """Note that `user` is working on `translation`, or extend the user's valid note."""
    now = timezone.now()
    note, is_new = WorkNote.objects.get_or_create(
        translation=translation,
        user=user,
        defaults={"since": now, "expires_at": now + WorkNote.VALID_FOR},
    )
    if not is_new:
        note.since = now if note.expires_at <= now else note.since
        note.expires_at = now + WorkNote.VALID_FOR
        note.save(update_fields=["since", "expires_at"])


def end_work(translation: Translation, user: User) -> None:
    WorkNote.objects.filter(translation=translation, user=user).delete()


def notes_of(translation: Translation) -> QuerySet[WorkNote]:
    """Return the valid notes about one translation, oldest first."""
    notes = translation.work_notes.filter(expires_at__gt=timezone.now())
    return notes.select_related("user").order_by("since")


def valid_notes() -> dict[tuple[UUID, int], list[WorkNote]]:
    """Return all valid notes by (translation key, locale ID), oldest first."""
    found: defaultdict[tuple[UUID, int], list[WorkNote]] = defaultdict(list)
    for note in (
        WorkNote.objects.filter(expires_at__gt=timezone.now())
        .select_related("user")
        .annotate(
            translation_key=F("translation__source__object_id"),
            locale_id=F("translation__target_locale"),
        )
        .order_by("since")
    ):
        found[note.translation_key, note.locale_id].append(note)
    return found


def delete_expired(*, dry_run: bool) -> int:
    old = WorkNote.objects.filter(expires_at__lte=timezone.now())
    return old.count() if dry_run else old.delete()[0]
