"""Settings for all alerts."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

COMMENT_DAYS = 30


@register_setting(icon="warning", order=90)
class AlertSettings(BaseGenericSetting):
    comment_days = models.PositiveSmallIntegerField(
        "days of comments after the end",
        null=True,
        blank=True,
        default=COMMENT_DAYS,
        validators=[MaxValueValidator(3650)],
        help_text="Comments close this many days after an alert's deadline or decision. 0: at its end. "
        "Empty: never. Published comments remain.",
    )

    class Meta:
        verbose_name = "alert settings"

    # The value that represents an empty `comment_days` in queries.
    NEVER_CLOSE = -1

    @classmethod
    def comment_days_in_a_query(cls) -> Coalesce:
        """Return a queryset expression for `comment_days`, in which `NEVER_CLOSE` means empty."""
        days = cls.objects.annotate(days=Coalesce("comment_days", Value(cls.NEVER_CLOSE)))
        return Coalesce(Subquery(days.values("days")[:1]), Value(COMMENT_DAYS))
