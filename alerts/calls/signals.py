"""Receivers that keep the totals of calls right when comments or offices change."""

from django.db.models.signals import post_save

from alerts.comments.signals import shown_changed
from alerts.models import Office

from . import totals
from .models import CallTotals


def follow_answers(post_ids, **kwargs):
    """Count the published answers again."""
    for alert_id in CallTotals.objects.filter(alert__in=post_ids).values_list("alert", flat=True):
        totals.rewrite(alert_id)


def follow_names(instance, created, raw=False, **kwargs):
    """Write the name of a changed office into the totals."""
    if created or raw:
        return
    called = CallTotals.objects.filter(alert__call_counts__office=instance).distinct()
    for alert_id in called.values_list("alert", flat=True):
        totals.rewrite(alert_id)


def register_signal_handlers():
    shown_changed.connect(follow_answers)
    post_save.connect(follow_names, sender=Office)
