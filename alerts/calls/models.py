"""Models for an alert's daily counts of calls and supporters, and for its public totals.

The models store no names or addresses of the people who call or support.
"""

from datetime import date
from typing import Any

from django.db import models

from alerts.call_results import Result
from home.clean_model import CleanModel
from home.kept_data import about_readers
from home.languages import language_choices


class Count(models.Model):
    """Base class for daily counts."""

    personal_data = about_readers(
        what="Counts of calls or supporters of a day in a language.",
        why="The page shows how many people act.",
        until="Until the alert is deleted.",
        since="day",
        paragraphs=("privacy.body.9",),
    )

    language = models.CharField(max_length=10, choices=language_choices)
    day = models.DateField(help_text="In Central Time; the time of day is not stored.")
    number = models.PositiveIntegerField(default=0)
    # Implausible reports, which are in `number` only if an editor decides so.
    held = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class CallCount(Count):
    """Count of an alert's calls to one office with one result, on one day in one language."""

    alert = models.ForeignKey(
        "alerts.AlertPage",
        on_delete=models.CASCADE,
        related_name="call_counts",
        help_text="The English page.",
    )
    office = models.ForeignKey("alerts.Office", on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=20, choices=Result)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("alert", "day", "office", "language", "result"), name="one_count_of_calls"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}, {self.office_id}, {self.result}: {self.number}"


class SupportCount(Count):
    """Count of an alert's new supporters on one day in one language."""

    alert = models.ForeignKey(
        "alerts.AlertPage",
        on_delete=models.CASCADE,
        related_name="support_counts",
        help_text="The English page.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("alert", "day", "language"), name="one_support_count")
        ]

    def __str__(self) -> str:
        return f"{self.day}, {self.language}: {self.number}"


class CallTotals(CleanModel):
    """Public totals of an alert, in which small counts are hidden."""

    alert = models.OneToOneField(
        "alerts.AlertPage",
        on_delete=models.CASCADE,
        related_name="stored_totals",
        help_text="The English page; pages in all languages have the row as `totals`.",
    )
    # Empty at first. Later, it has these keys:
    # - `calls` and `support`: a count, or None if it is hidden.
    # - `offices`: a list of [ID, name, count]. A hidden count is None.
    # - `days`: a list of ["2011-06-03", count]. A hidden count is None.
    # - `answers`: a list of the IDs of the newest public comments about calls.
    shown = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "call totals"

    def __str__(self) -> str:
        return f"of alert {self.alert_id}"

    @property
    def calls_made(self) -> int | None:
        """Count of answered calls, or None if no count is shown."""
        return self.shown.get("calls")

    @property
    def support(self) -> int | None:
        """Count of supporters, or None if no count is shown."""
        return self.shown.get("support")

    @property
    def answers(self) -> list[int]:
        """IDs of the newest public comments about calls."""
        return self.shown.get("answers", [])

    @property
    def by_office(self) -> list[list[Any]]:
        """Answered calls by office, as [office ID, name, count], with None for a hidden count."""
        return self.shown.get("offices", [])

    @property
    def by_day(self) -> list[tuple[date, int | None]]:
        """Answered calls by day, oldest first, as (date, count), with None for a hidden count."""
        return [(date.fromisoformat(day), number) for day, number in self.shown.get("days", [])]
