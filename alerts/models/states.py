"""How an alert lives: what the clock makes of it, and what an editor says came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from wagtail.query import PageQuerySet

from home.localised import open_to_everybody


class State(models.TextChoices):
    """What the clock makes of an alert that is published; before that it is a draft."""

    UPCOMING = "upcoming", pgettext_lazy("state of an alert", "Coming up")
    ACTIVE = "active", pgettext_lazy("state of an alert", "Act now")
    ENDED = "ended", pgettext_lazy("state of an alert", "Ended")


class Outcome(models.TextChoices):
    """What came of an alert, as an editor says it. It ends the alert, whatever its deadline."""

    WON = "won", pgettext_lazy("outcome of an alert", "Won")
    LOST = "lost", pgettext_lazy("outcome of an alert", "Lost")
    POSTPONED = "postponed", pgettext_lazy("outcome of an alert", "Postponed")


class PostQuerySet(PageQuerySet):
    def sources(self):
        """The English pages that readers may see, without their long texts."""
        return (
            open_to_everybody(self.live())
            .filter(locale__language_code=settings.LANGUAGE_CODE)
            .defer_streamfields()
            .select_related("locale")
        )


def is_over(now):
    """A condition for querysets of English alerts: what `State.ENDED` is at the moment `now`."""
    return Q(ends_at__lte=now) | Q(decided_at__lte=now)


class AlertQuerySet(PostQuerySet):
    """Alerts by what the clock makes of them; only English pages have times."""

    def sources(self):
        return super().sources().select_related("stored_tally")

    def active(self):
        now = timezone.now()
        return self.filter(~is_over(now), starts_at__lte=now, ends_at__gt=now).order_by("ends_at")

    def upcoming(self):
        now = timezone.now()
        return self.filter(~is_over(now), starts_at__gt=now).order_by("starts_at")

    def ended(self):
        return self.filter(is_over(timezone.now())).order_by("-ends_at", "-pk")
