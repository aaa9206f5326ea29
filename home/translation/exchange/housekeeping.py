"""Scheduled deletion of old imports."""

from datetime import timedelta

from django.utils import timezone

from .models import TranslationImport

KEPT_FOR = timedelta(days=14)


def delete_imports(*, dry_run: bool) -> int:
    """Delete old imports and return their count. With `dry_run`, only count them."""
    old = TranslationImport.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    count = old.count()
    if not dry_run:
        old.delete()
    return count
