"""Deletion of the addresses of writers that are not needed any more."""

from ..models.follow_up import AskedAddress, FollowUp


def delete_closed(dry_run=False):
    """Delete the addresses of writers whose thread is closed, or whose comment has no words any more.

    Returns how many there are.
    """
    return _delete(FollowUp.objects.without_use(), dry_run)


def delete_unconfirmed(before, dry_run=False):
    """Delete the addresses that were left before the datetime `before` and never confirmed.

    With them goes what was kept of addresses that were asked before then. Returns
    how many addresses there are.
    """
    number = _delete(FollowUp.objects.filter(confirmed_at=None, created__lt=before), dry_run)
    _delete(AskedAddress.objects.filter(at__lt=before), dry_run)
    return number


def _delete(rows, dry_run):
    return rows.count() if dry_run else rows.delete()[0]
