"""Counts of calls and supporters by day. Nothing about the people is stored."""

from datetime import date
from typing import Any

from django.db import models

from alerts.call_results import Result
from home.clean_model import CleanModel
from home.languages import language_choices


class Count(models.Model):
    """Count of a day. `held` counts the implausible reports that wait for an editor's decision."""

    language = models.CharField(max_length=10, choices=language_choices)
    day = models.DateField(help_text="In Central Time; the time of day is not stored.")
    number = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class CallCount(Count):
    """Count of the calls to an office with one result, by the day and language of the reports."""

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
    """Count of the new supporters of an alert, by day and language."""

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
    """Public totals of an alert, written by `totals.rewrite`.

    They are stored because no database aggregate can hide small parts: without this row, each page
    and list of alerts would need three more queries (calls by office and day, supporters, answers).
    Changes to counts also use the row as their lock. It holds only values that readers may see: no
    count under five, no numbers from which such a count follows, and no texts.

    `shown` has `calls` and `support` (a count, or None under five); `offices`, a list of [id, name,
    count]; `days`, a list of [“2011-06-03”, count]; and `answers`, the ids of the newest published
    comments about calls. A hidden count in a list is None.
    """

    alert = models.OneToOneField(
        "alerts.AlertPage",
        on_delete=models.CASCADE,
        related_name="stored_totals",
        help_text="The English page; pages in all languages have the row as `totals`.",
    )
    shown = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "call totals"

    def __str__(self) -> str:
        return f"of alert {self.alert_id}"

    @property
    def calls_made(self) -> int | None:
        """Count of calls that a person or a machine answered, or None under five."""
        return self.shown.get("calls")

    @property
    def support(self) -> int | None:
        """Count of supporters, or None under five."""
        return self.shown.get("support")

    @property
    def answers(self) -> list[int]:
        """Ids of the newest published comments about calls."""
        return self.shown.get("answers", [])

    @property
    def by_office(self) -> list[list[Any]]:
        """Calls made by office, in lists of its id, its name and the count; a hidden count is None."""
        return self.shown.get("offices", [])

    @property
    def by_day(self) -> list[tuple[date, int | None]]:
        """Calls made by day, in order, in pairs of a date and a count; a hidden count is None."""
        return [(date.fromisoformat(day), number) for day, number in self.shown.get("days", [])]
