"""Times of an alert, and its state."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Case, F, Value, When

from alerts.states import Outcome, State, is_over
from home.clock import changes_at, now
from home.models.base import Urgency

from .site_settings import AlertSettings


class AlertTimes(models.Model):
    """Start, deadline and decision of an alert; a translation reads those of its English page."""

    starts_at = models.DateTimeField(
        "starts", null=True, blank=True, db_index=True, help_text="Central Time"
    )
    ends_at = models.DateTimeField(
        "ends", null=True, blank=True, db_index=True, help_text="The deadline, Central Time"
    )
    outcome = models.CharField(
        max_length=20,
        choices=Outcome,
        blank=True,
        help_text="Ends the alert at once; readers are no longer asked to act.",
    )
    decided_at = models.DateTimeField(
        "decided", null=True, blank=True, db_index=True, help_text="Central Time"
    )

    # The `Preview` whose state replaces that of an English page while an editor previews a draft.
    preview = None

    class Meta:
        abstract = True

    @property
    def state(self) -> State:
        """State at the current time; an alert without times is upcoming."""
        if self.source.preview and self.source.preview.state:
            return self.source.preview.state
        starts_at, over_at = self.source.starts_at, self.over_at
        changes_at(starts_at, over_at)
        if over_at and over_at <= now():
            return State.ENDED
        if starts_at and starts_at <= now():
            return State.ACTIVE
        return State.UPCOMING

    @property
    def over_at(self) -> datetime | None:
        """Deadline or, if it is earlier, the time of the decision."""
        moments = (self.source.ends_at, self.source.decided_at)
        return min((moment for moment in moments if moment), default=None)

    @property
    def decision(self) -> Outcome | None:
        """Outcome that an editor has recorded, from the time of the decision on; otherwise None."""
        decided_at = self.source.decided_at
        changes_at(decided_at)
        is_decided = self.source.outcome and decided_at and decided_at <= now()
        return Outcome(self.source.outcome) if is_decided else None

    @property
    def ended_at(self) -> datetime | None:
        """End to show for an alert that has ended: the decision, or the deadline."""
        return self.source.decided_at if self.decision else self.source.ends_at

    @property
    def state_label(self) -> str:
        """Label for readers: the outcome of a decided alert, otherwise the state."""
        return (self.decision or self.state).label

    def comments_close_at(self, days: int) -> datetime | None:
        if self.over_at is None or days == AlertSettings.FOR_GOOD:
            return None
        return self.over_at + timedelta(days=days)

    @property
    def core_needs_people(self) -> bool:
        """True until the alert is over, since readers may act on its words."""
        return self.state != State.ENDED

    @classmethod
    def urgency(cls):
        """Return the two expressions of `BasePage.urgency` by `state`.

        Active alerts are ordered by deadline, upcoming ones by start.
        """
        moment = now()
        rank = Case(
            When(is_over(moment), then=Value(Urgency.PAST)),
            When(starts_at__lte=moment, then=Value(Urgency.RUNNING)),
            default=Value(Urgency.COMING),
        )
        return rank, Case(When(starts_at__lte=moment, then=F("ends_at")), default=F("starts_at"))
