"""Scheduled deletion of old records about translation."""

from datetime import timedelta

from django.utils import timezone

from .models import LinkUse

KEEP_USES = timedelta(days=90)  # after the link has expired
_BATCH = 1000


def delete_uses(*, dry_run: bool) -> int:
    """Delete old `LinkUse`s and return their count. With `dry_run`, only count them."""
    old = LinkUse.objects.filter(link__expires_at__lt=timezone.now() - KEEP_USES)
    if dry_run:
        return old.count()
    count = 0
    while pks := list(old.values_list("pk", flat=True)[:_BATCH]):
        count += LinkUse.objects.filter(pk__in=pks).delete()[0]
    return count
