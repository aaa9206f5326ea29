"""Counts of calls and supporters by day, without anything about the people."""

from datetime import date

from django.db import models

from alerts.call_results import Result
from home.clean_model import CleanModel
from home.languages import language_choices


class Count(models.Model):
    """Count of one day. What the plausibility check holds back waits in `held` for an editor."""

    language = models.CharField(max_length=10, choices=language_choices)
    day = models.DateField(help_text="In Central Time; the time of day is not stored.")
    number = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class CallCount(Count):
    """Count of the calls to an office with one result, reported on one day in one language."""

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

    def __str__(self):
        return f"{self.day}, {self.office_id}, {self.result}: {self.number}"


class SupportCount(Count):
    """Count of an alert's supporters on one day in one language."""

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

    def __str__(self):
        return f"{self.day}, {self.language}: {self.number}"


class CallTotals(CleanModel):
    """Public totals of an alert; written by `totals.rewrite`.

    They are stored so that they come with the alert in the same query. Otherwise a page, and a list of
    alerts too, would need three queries (calls by office and day, supporters, answers), since no
    aggregate can hide small parts. The row is also the lock for changes to counts. It holds nothing
    that readers may not see: no count under five, none from which one can be derived, and no texts.

    `shown` has `calls` and `support` (a count, or None under five); `offices`, a list of [id, name,
    count]; `days`, a list of [“2011-06-03”, count]; and `answers`, the ids of the newest published
    comments about calls. A count in a list is None if it is not shown.
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

    def __str__(self):
        return f"of alert {self.alert_id}"

    @property
    def calls_made(self):
        """Count of calls that a person or a machine answered; None under five."""
        return self.shown.get("calls")

    @property
    def support(self):
        """Count of supporters; None under five."""
        return self.shown.get("support")

    @property
    def answers(self):
        """Ids of the newest published comments about calls."""
        return self.shown.get("answers", [])

    @property
    def by_office(self):
        """Calls made by office: triples of id, name and count; the count is None if it is not shown."""
        return self.shown.get("offices", [])

    @property
    def by_day(self):
        """Calls made by day, in order: pairs of a date and a count, which is None if it is not shown."""
        return [(date.fromisoformat(day), number) for day, number in self.shown.get("days", [])]
