"""Records of the forms that editors have open, and of the revisions that were saved with them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone
from wagtail.models import Page, Revision

from .models import EditorForm

# Longer than a session lasts.
KEEP_FOR = timedelta(days=8)
# Names in the submitted data. The second is added by `continued_forms`.
KEY, IN_BACKGROUND = "form_key", "saved_in_background"


class Save(NamedTuple):
    """Save of the form with this key, in the background or by a button."""

    key: UUID
    in_background: bool


def save_of(data: Mapping[str, Any]) -> Save | None:
    """Return the save that the submitted `data` belong to, or None if they have no valid key."""
    try:
        return Save(UUID(data.get(KEY) or ""), bool(data.get(IN_BACKGROUND)))
    except ValueError:
        return None


def record(save: Save, page: Any, revision: Revision) -> None:
    """Record `revision` of `page` as the last one that was saved with the form of `save`."""
    EditorForm.objects.update_or_create(
        key=save.key,
        defaults={
            "page_id": page.pk,
            "revision": revision,
            "saved_at": revision.created_at,
            "is_finished": not save.in_background,
        },
    )


def lock(page_id: int) -> None:
    """Make other requests that save the page wait until the end of this transaction."""
    list(Page.objects.select_for_update().filter(pk=page_id).values_list("pk"))


def is_newest(page: Any) -> bool:
    """Lock `page`, and return True if no revision has been saved since `page` was loaded."""
    lock(page.pk)
    rows: Any = Page.objects.filter(pk=page.pk)  # mypy does not know the fields of Wagtail's mixins
    row = rows.values_list("latest_revision", "latest_revision_created_at").get()
    return row == (page.latest_revision_id, page.latest_revision_created_at)


def delete_old(*, dry_run: bool) -> int:
    """Delete records of forms that are too old to be sent, unless `dry_run`. Return the count."""
    old = EditorForm.objects.filter(used_at__lt=timezone.now() - KEEP_FOR)
    return old.count() if dry_run else old.delete()[0]
