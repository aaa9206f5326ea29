"""What the calls' numbers hear of the rest of the site."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from alerts.comments.signals import shown_changed
from alerts.models import Office

from . import totals as tallies
from .models import Tally


@receiver(shown_changed)
def follow_answers(post_ids, **kwargs):
    """How many answers are published may have changed; the words themselves are in no tally."""
    for alert_id in Tally.objects.filter(alert__in=post_ids).values_list("alert", flat=True):
        tallies.rewrite(alert_id)


@receiver(post_save, sender=Office)
def follow_names(instance, created, raw=False, **kwargs):
    """Tallies hold the names of offices."""
    if created or raw:
        return
    called = Tally.objects.filter(alert__call_counts__office=instance).distinct()
    for alert_id in called.values_list("alert", flat=True):
        tallies.rewrite(alert_id)
