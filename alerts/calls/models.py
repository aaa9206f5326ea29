"""How many called and how many stand with it: numbers by day, and nothing about anybody."""

from datetime import date

from django.db import models

from alerts.call_results import Result
from home.clean_model import CleanModel
from home.languages import language_choices


class Count(models.Model):
    """A number of one day. What the spam checks holds back waits in `held` for an editor."""

    language = models.CharField(max_length=10, choices=language_choices)
    day = models.DateField(help_text="In Central Time; no time is kept.")
    number = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class CallCount(Count):
    """How many calls to an office had one result on one day, told in one language."""

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
    """How many said on one day, in one language, that they stand with an alert."""

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
    """Public totals of an alert, ready to be shown; written by `totals.rewrite`.

    They are stored because they come with the alert in the same query. In their place a page would
    need three queries, for calls by office and day, supporters, and answers, and a list of alerts
    as many: small parts are hidden by rules that no aggregate knows. The row is also the lock under
    which counts change. It holds nothing that readers may not see: numbers under five are not in
    it, nor any from which they could be told, and no words of anybody.
    `shown` has `calls` and `stands` (a number, or None under five); `offices`, a list of [id, name,
    number], and `days`, of [“2011-06-03”, number], whose number is None where it is not shown; and
    `answers`: the ids of the newest published comments about calls.
    """

    alert = models.OneToOneField(
        "alerts.AlertPage",
        on_delete=models.CASCADE,
        related_name="stored_totals",
        help_text="The English page; any language's has it as `totals`.",
    )
    shown = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "call totals"

    def __str__(self):
        return f"of alert {self.alert_id}"

    @property
    def calls_made(self):
        """How many calls were answered by a person or a machine; None under five."""
        return self.shown.get("calls")

    @property
    def support(self):
        """How many stand with the alert; None under five."""
        return self.shown.get("support")

    @property
    def answers(self):
        """The ids of the newest published comments that tell how a call went."""
        return self.shown.get("answers", [])

    @property
    def by_office(self):
        """The calls made by office: triples of id, name and number, which is None if not shown."""
        return self.shown.get("offices", [])

    @property
    def by_day(self):
        """The calls made by day, the first first: pairs of a date and a number, None if not shown."""
        return [(date.fromisoformat(day), number) for day, number in self.shown.get("days", [])]
