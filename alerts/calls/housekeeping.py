"""What of reports is deleted on schedule. The counts stay: they are numbers of days, and name nobody."""

from datetime import timedelta

from django.utils import timezone

from home.operations.housekeeping import register
from home.stamps import MAX_AGE

from .models import UsedStamp


@register("used forms of reports")
def forget_used_stamps(*, dry_run):
    """Delete the marks of forms that are too old to be sent again."""
    # By whole days; a stamp is good for some hours.
    last = timezone.localdate(timezone.now() - timedelta(seconds=MAX_AGE)) - timedelta(days=1)
    old = UsedStamp.objects.filter(day__lt=last)
    return old.count() if dry_run else old.delete()[0]
