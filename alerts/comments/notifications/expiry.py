"""Deletion of writers' addresses that are no longer needed."""

from ..models.follow_up import AskedAddress, FollowUp


def delete_closed(dry_run=False):
    """Delete the addresses of writers who will get no more emails; return their count."""
    return _delete(FollowUp.objects.without_use(), dry_run)


def delete_unconfirmed(before, dry_run=False):
    """Delete addresses that were entered before the datetime `before` and not confirmed.

    Delete the older records of questions too. Return the count of addresses.
    """
    count = _delete(FollowUp.objects.filter(confirmed_at=None, created__lt=before), dry_run)
    _delete(AskedAddress.objects.filter(at__lt=before), dry_run)
    return count


def _delete(rows, dry_run):
    return rows.count() if dry_run else rows.delete()[0]
