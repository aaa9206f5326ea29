"""Deletion of writers' email addresses that are no longer needed.

With `dry_run`, the functions only count the addresses.
"""

from datetime import datetime

from django.db.models import QuerySet

from ..models.follow_up import AskedAddress, FollowUp


def delete_closed(dry_run: bool = False) -> int:
    """Delete the addresses of writers who will get no more emails, and return the count."""
    return _delete(FollowUp.objects.without_use(), dry_run)


def delete_unconfirmed(before: datetime, dry_run: bool = False) -> int:
    """Delete addresses entered before `before` and never confirmed, and return the count."""
    count = _delete(FollowUp.objects.filter(confirmed_at=None, created__lt=before), dry_run)
    _delete(AskedAddress.objects.filter(at__lt=before), dry_run)
    return count


def _delete(rows: QuerySet, dry_run: bool) -> int:
    return rows.count() if dry_run else rows.delete()[0]
