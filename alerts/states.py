"""States and outcomes of alerts, and querysets of posts."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import pgettext_lazy
from wagtail.query import PageQuerySet

from home.lookup import open_to_everybody, published
from home.models.samples import is_sample_page
from home.prepared import Moment


class State(models.TextChoices):
    UPCOMING = "upcoming", pgettext_lazy("state of an alert", "Coming up")
    ACTIVE = "active", pgettext_lazy("state of an alert", "Act now")
    ENDED = "ended", pgettext_lazy("state of an alert", "Ended")


class Outcome(models.TextChoices):
    """Outcome that an editor records for an alert."""

    WON = "won", pgettext_lazy("outcome of an alert", "Won")
    LOST = "lost", pgettext_lazy("outcome of an alert", "Lost")
    POSTPONED = "postponed", pgettext_lazy("outcome of an alert", "Postponed")


class PostQuerySet(PageQuerySet):
    def sources(self) -> Self:
        """Filter to live English pages that everybody may read, and defer their StreamFields."""
        return (
            open_to_everybody(published(self))
            .filter(locale__language_code=settings.LANGUAGE_CODE)
            .defer_streamfields()
            .select_related("locale")
        )

    def newest_first(self) -> Self:
        return self.order_by("-first_published_at", "-pk")


def is_over(moment: datetime | Moment) -> Q:
    """Return a `Q` object that matches the English alerts that have ended by `moment`."""
    # An outcome ends an alert, even if the time of the decision is still to come.
    return Q(ends_at__lte=moment) | Q(decided_at__lte=moment) | ~Q(outcome="")


class AlertQuerySet(PostQuerySet):
    """Queryset of alerts, with a method for each state that finds only English pages."""

    def sources(self) -> Self:
        alerts = super().sources().annotate(is_sample=is_sample_page())
        return alerts.select_related("stored_totals")

    def active(self) -> Self:
        moment = Moment()
        return self.filter(~is_over(moment), starts_at__lte=moment, ends_at__gt=moment).order_by(
            "ends_at"
        )

    def upcoming(self) -> Self:
        moment = Moment()
        return self.filter(~is_over(moment), starts_at__gt=moment).order_by("starts_at")

    def ended(self) -> Self:
        decided_first = When(decided_at__lt=F("ends_at"), then=F("decided_at"))
        over_at = Case(decided_first, default=F("ends_at"))
        return self.filter(is_over(Moment())).order_by(over_at.desc(), "-pk")
