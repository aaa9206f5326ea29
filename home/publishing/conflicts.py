"""Detection of changes that were saved while a page was open in an editor's browser.

Wagtail compares revisions only when the editor saves in the background.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.timezone import localtime
from wagtail.models import Page, Revision


class Conflict(NamedTuple):
    """Newer version of a page, saved while the submitted form was open."""

    saved_by: str
    saved_at: str
    # Labels of the fields that differ from the version with which the form was opened. The list is
    # empty if that version cannot be found.
    fields: list[str]
    # Path of Wagtail's comparison of the two versions, or "" if the older one cannot be found.
    comparison: str


def find_conflict(data: Mapping[str, Any], page: Page) -> Conflict | None:
    """Return the `Conflict` of the form `data` with the newest version of `page`, or None."""
    newest = page.latest_revision
    if newest is None or "loaded_revision_id" not in data:
        return None
    if data.get("overwrite_revision_id") == str(newest.pk):
        return None  # The editor's own browser has saved it in the background.
    opened_id, opened_at = data["loaded_revision_id"], data.get("loaded_revision_created_at", "")
    if opened_id == str(newest.pk) and opened_at == newest.created_at.isoformat():
        return None
    opened = None
    if opened_id.isdecimal() and opened_id != str(newest.pk):
        opened = Revision.page_revisions.filter(pk=opened_id, object_id=str(page.pk)).first()
    return Conflict(
        saved_by=newest.user.get_full_name() or newest.user.username if newest.user else "Somebody",
        saved_at=format_date(localtime(newest.created_at), "F j, P"),
        fields=_changed_fields(page, opened, newest) if opened else [],
        comparison=reverse(
            "wagtailadmin_pages:revisions_compare", args=[page.pk, opened.pk, newest.pk]
        )
        if opened
        else "",
    )


def _changed_fields(page: Any, before: Revision, after: Revision) -> list[str]:
    panel = page.get_edit_handler().get_bound_panel(instance=page, request=None, form=None)
    older, newer = before.as_object(), after.as_object()
    comparisons = [compare(older, newer) for compare in panel.get_comparison()]
    return [one.field_label() for one in comparisons if one.has_changed()]
