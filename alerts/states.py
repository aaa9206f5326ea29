"""States and outcomes of alerts, and querysets of posts."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import pgettext_lazy
from wagtail.query import PageQuerySet

from home.lookup import is_restricted, open_to_everybody, path_of_page, unexpired
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
            open_to_everybody(unexpired(self))
            .filter(locale__language_code=settings.LANGUAGE_CODE)
            .defer_streamfields()
            .select_related("locale")
        )

    def listed(self) -> Self:
        """Filter to the pages that `sources` finds, without a join, and in no order.

        Filter, order and slice these, and load them with `loaded`.
        """
        moment = Moment()
        return self.order_by().filter(
            Q(listed_until=None) | Q(listed_until__gt=moment),
            ~is_restricted(path_of_page()),
            listed_at__isnull=False,
        )

    def loaded(self) -> Self:
        """Return the pages in this queryset from `listed` as `sources` returns them, in no order."""
        return type(self)(self.model).sources().order_by().filter(pk__in_few=self.values("pk"))

    def newest_first(self) -> Self:
        return self.order_by("-listed_at", "-pk")

    def in_archive_order(self) -> Self:
        return self.newest_first()


def is_over(moment: datetime | Moment) -> Q:
    """Return a `Q` object that matches the English alerts that have ended by `moment`."""
    # An outcome ends an alert, even if the time of the decision is still to come.
    return Q(ends_at__lte=moment) | Q(decided_at__lte=moment) | ~Q(outcome="")


def over_at() -> Case:
    """Return an expression for the time at which an English alert is over."""
    decided_first = When(decided_at__lt=F("ends_at"), then=F("decided_at"))
    return Case(decided_first, default=F("ends_at"))


class AlertQuerySet(PostQuerySet):
    """Queryset of alerts, whose states only English pages have."""

    def sources(self) -> Self:
        alerts = super().sources().annotate(is_sample=is_sample_page())
        return alerts.select_related("stored_totals")

    def current(self) -> Self:
        """Filter to the active and the upcoming alerts."""
        moment = Moment()
        return self.filter(
            Q(decided_at=None) | Q(decided_at__gt=moment),
            starts_at__isnull=False,
            ends_at__gt=moment,
            outcome="",
        )

    def ended(self) -> Self:
        return self.filter(is_over(Moment())).in_archive_order()

    def in_archive_order(self) -> Self:
        """Sort alerts by their ends, the latest first."""
        return self.order_by(over_at().desc(), "-pk")
