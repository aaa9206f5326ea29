"""Model for meetings of the campaign."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from home.clean_model import CleanModel
from home.clock import changes_at, now
from home.prepared import Moment, prepared
from home.translation.models import Phrase
from home.translation.phrase_translations import load_translations


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def next(self) -> "Meeting | None":
        """Return the first meeting that is not cancelled or over, with its phrase, or None.

        Filters of the queryset are ignored.
        """
        meeting = next(iter(_next_meeting().run()), None)
        if meeting:
            load_translations([meeting.what])
        return meeting

    def upcoming(self) -> "MeetingQuerySet":
        """Return meetings that are not cancelled or over, soonest first."""
        return self.not_over().filter(is_cancelled=False)

    def not_over(self) -> "MeetingQuerySet":
        """Return meetings that are not over, including cancelled ones, soonest first."""
        return self._with_phrases().exclude(self._is_over()).order_by("starts_at", "pk")

    def over(self) -> "MeetingQuerySet":
        """Return past meetings that were not cancelled, latest first."""
        past = self._with_phrases().filter(self._is_over(), is_cancelled=False)
        return past.order_by("-starts_at", "-pk")

    @staticmethod
    def _is_over() -> models.Q:
        return models.Q(ends_at__lte=Moment()) | models.Q(
            ends_at=None, starts_at__lte=Moment(before=Meeting.USUAL_LENGTH)
        )

    def _with_phrases(self) -> "MeetingQuerySet":
        return self.select_related("what").prefetch_related("what__translations")


@prepared
def _next_meeting() -> models.QuerySet:
    return Meeting.objects.upcoming().prefetch_related(None)[:1]


class Meeting(CleanModel):
    """Meeting of the campaign, to which alerts can link."""

    what = models.ForeignKey(
        Phrase,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Kind of meeting. This text is translated.",
    )
    starts_at = models.DateTimeField("starts", help_text="Central Time", db_index=True)
    ends_at = models.DateTimeField("ends", help_text="Central Time", null=True, blank=True)
    place = models.CharField(
        max_length=120, help_text="Name of the place as on its door. Not translated."
    )
    address = models.CharField(max_length=200, help_text="Street and city. Not translated.")

    is_cancelled = models.BooleanField(
        "cancelled",
        default=False,
        help_text="Subscribed calendars then strike the meeting out. Do not delete the meeting.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    # Assumed length of a meeting without an end time.
    USUAL_LENGTH = timedelta(hours=2)

    objects = MeetingQuerySet.as_manager()

    panels = [
        FieldPanel("what"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("address")], "Where"),
        FieldPanel("is_cancelled"),
    ]

    class Meta:
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return f"{self.what}, {timezone.localtime(self.starts_at):%B %-d, %Y}, {self.place}"

    @property
    def over_at(self) -> datetime:
        return self.ends_at or self.starts_at + self.USUAL_LENGTH

    @property
    def is_over(self) -> bool:
        changes_at(self.over_at)
        return self.over_at <= now()

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "The meeting must end after it starts."})
