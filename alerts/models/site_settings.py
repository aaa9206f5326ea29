"""Settings for all alerts."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="warning", order=90)
class AlertSettings(BaseGenericSetting):
    """Settings in one row, or in none until somebody changes something."""

    comment_days = models.PositiveSmallIntegerField(
        "days of comments after the end",
        null=True,
        blank=True,
        default=30,
        validators=[MaxValueValidator(3650)],
        help_text="For so many days after its deadline or its decision an alert takes comments. "
        "0: until it ends. Empty: for good. What is public stays.",
    )

    class Meta:
        verbose_name = "alert settings"

    # In a query, for an empty field.
    FOR_GOOD = -1

    @classmethod
    def comment_days_in_a_query(cls):
        """Return the field as an expression, `FOR_GOOD` where it is empty."""
        days = cls.objects.annotate(days=Coalesce("comment_days", Value(cls.FOR_GOOD)))
        default = cls._meta.get_field("comment_days").default
        return Coalesce(Subquery(days.values("days")[:1]), Value(default))
