"""Settings for all alerts."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="warning", order=90)
class AlertSettings(BaseGenericSetting):
    """Settings in one row, which exists once somebody has changed a setting."""

    comment_days = models.PositiveSmallIntegerField(
        "days of comments after the end",
        null=True,
        blank=True,
        default=30,
        validators=[MaxValueValidator(3650)],
        help_text="Comments close this many days after an alert's deadline or decision. 0: at its end. "
        "Empty: never. Published comments remain.",
    )

    class Meta:
        verbose_name = "alert settings"

    # The value of an empty field in a query.
    FOR_GOOD = -1

    @classmethod
    def comment_days_in_a_query(cls):
        """Return `comment_days` as a query expression, with `FOR_GOOD` for an empty field."""
        days = cls.objects.annotate(days=Coalesce("comment_days", Value(cls.FOR_GOOD)))
        default = cls._meta.get_field("comment_days").default
        return Coalesce(Subquery(days.values("days")[:1]), Value(default))
