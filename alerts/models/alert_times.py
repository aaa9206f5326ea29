"""Abstract model for the times of an alert and the state that they determine."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import Combinable

from alerts.editing.previews import previewed_state
from alerts.states import Outcome, State, is_over, over_at
from home.clock import changes_at, now
from home.models.base import Urgency

from .posts import Post
from .site_settings import AlertSettings


class AlertTimes(Post):
    """Post with a start, a deadline and a decision, which translations share."""

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
        help_text="Ends the alert as soon as you publish; readers are no longer asked to act.",
    )
    decided_at = models.DateTimeField(
        "decided",
        null=True,
        blank=True,
        db_index=True,
        help_text="When it was decided, or when the decision takes effect. Central Time",
    )

    class Meta:
        abstract = True
        indexes = [
            # Read backwards for the archive.
            models.Index(over_at(), name="alert_ends"),
            # The archive of a year, and counts by year, from the index alone.
            models.Index(
                fields=(
                    *("listed_year", "listed_until", "ends_at"),
                    *("decided_at", "outcome", "listed_at"),
                ),
                condition=Q(listed_at__isnull=False),
                name="alert_years",
            ),
        ]

    @property
    def dated(self) -> datetime | None:
        return self.starts_at

    @property
    def state(self) -> State:
        """Current state, or the state chosen for a preview."""
        if state := previewed_state(self.source):
            return state
        starts_at, over_at = self.source.starts_at, self.over_at
        changes_at(starts_at, over_at)
        if self.source.outcome or (over_at and over_at <= now()):
            return State.ENDED
        if starts_at and starts_at <= now():
            return State.ACTIVE
        return State.UPCOMING

    @property
    def over_at(self) -> datetime | None:
        """Deadline or time of the decision, whichever is earlier, or None if neither is set."""
        moments = (self.source.ends_at, self.source.decided_at)
        return min((moment for moment in moments if moment), default=None)

    @property
    def decision(self) -> Outcome | None:
        """Recorded outcome, or None."""
        return Outcome(self.source.outcome) if self.source.outcome else None

    @property
    def takes_effect_later(self) -> bool:
        """True if an outcome is recorded and its time is still to come."""
        decided_at = self.source.decided_at
        changes_at(decided_at)
        return bool(self.source.outcome and decided_at and decided_at > now())

    @property
    def ended_at(self) -> datetime | None:
        """Time to show as the end of an ended alert, or None if that time is not set."""
        return self.source.decided_at if self.decision else self.source.ends_at

    @property
    def state_label(self) -> str:
        """Label for readers: the outcome of a decided alert, otherwise the state."""
        return str((self.decision or self.state).label)

    def comments_close_at(self, days: int) -> datetime | None:
        """Return the time at which comments close, `days` days after the end, or None if never."""
        if self.over_at is None or days == AlertSettings.NEVER_CLOSE:
            return None
        return self.over_at + timedelta(days=days)

    @property
    def core_needs_people(self) -> bool:  # type: ignore[override]  # a constant in other classes
        """True until the alert has ended, because readers may act on its core fields."""
        return self.state != State.ENDED

    @classmethod
    def urgency(cls) -> tuple[Combinable, Combinable]:
        """Return queryset expressions for an alert's `Urgency`, and for its deadline or start."""
        moment = now()
        rank = Case(
            When(is_over(moment), then=Value(Urgency.PAST)),
            When(starts_at__lte=moment, then=Value(Urgency.RUNNING)),
            default=Value(Urgency.COMING),
        )
        return rank, Case(When(starts_at__lte=moment, then=F("ends_at")), default=F("starts_at"))
