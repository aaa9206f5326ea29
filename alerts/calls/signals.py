"""What the calls' numbers hear of the rest of the site."""

from django.dispatch import receiver

from alerts.comments.signals import shown_changed

from . import tallies
from .models import Tally


@receiver(shown_changed)
def follow_answers(post_ids, **kwargs):
    """How many answers are published may have changed; the words themselves are in no tally."""
    for alert_id in Tally.objects.filter(alert__in=post_ids).values_list("alert", flat=True):
        tallies.rewrite(alert_id)
