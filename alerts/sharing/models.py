"""On which terms others may print and post what the campaign writes."""

from django.core.validators import URLValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from home.clean_model import CleanModel


@register_setting(icon="share")
class SharingSettings(BaseGenericSetting, CleanModel):
    """The licence and the credit line of reposts, the same for all alerts."""

    licence_name = models.CharField(
        "licence", max_length=60, default="CC BY 4.0", help_text="As it is known. Not translated."
    )
    licence_address = models.URLField(
        "address of the licence",
        default="https://creativecommons.org/licenses/by/4.0/",
        validators=[URLValidator(schemes=["https"])],
    )
    credit = models.CharField(
        max_length=120,
        blank=True,
        help_text="Whom others should name. The name of this site if left empty. Not translated.",
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("licence_name"), FieldPanel("licence_address"), FieldPanel("credit")],
            "Reposting",
            help_text="What the page below each alert says to people who want to print or post it.",
        )
    ]

    class Meta:
        verbose_name = "sharing"

    @classmethod
    def current(cls):
        """What the campaign has set, or the defaults. Unlike `load` it stores nothing for a reader."""
        return cls.objects.first() or cls()
