"""Signal receivers that update call totals when comments or offices change."""

from collections.abc import Collection
from typing import Any

from django.db.models.signals import post_save

from alerts.comments.signals import shown_changed
from alerts.models import Office

from . import totals
from .models import CallTotals


def update_answers(post_ids: Collection[int], **kwargs: Any) -> None:
    """Rewrite the stored totals of posts whose public comments may have changed."""
    for stored in CallTotals.objects.filter(alert__in=post_ids).only("alert"):
        totals.rewrite(stored.alert_id)


def update_office_names(instance: Office, created: bool, raw: bool, **kwargs: Any) -> None:
    """Rewrite the totals that contain the name of a changed office."""
    if created or raw:
        return
    called = CallTotals.objects.filter(alert__call_counts__office=instance).distinct()
    for stored in called.only("alert"):
        totals.rewrite(stored.alert_id)


def register_signal_handlers() -> None:
    shown_changed.connect(update_answers)
    post_save.connect(update_office_names, sender=Office)
