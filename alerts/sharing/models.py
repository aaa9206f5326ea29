"""Settings for the terms on which others may print and post the campaign's texts."""

from typing import Self

from django.core.validators import URLValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from home.clean_model import CleanModel


@register_setting(icon="share")
class SharingSettings(BaseGenericSetting, CleanModel):
    """Licence and credit line for reposts of any alert."""

    licence_name = models.CharField(
        "licence",
        max_length=60,
        default="CC BY 4.0",
        help_text="The short name of the licence. Not translated.",
    )
    licence_address = models.URLField(
        "address of the licence",
        default="https://creativecommons.org/licenses/by/4.0/",
        validators=[URLValidator(schemes=["https"])],
    )
    credit = models.CharField(
        max_length=120,
        blank=True,
        help_text="The name to credit; if left empty, the name of this site. Not translated.",
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("licence_name"), FieldPanel("licence_address"), FieldPanel("credit")],
            "Reposting",
            help_text="The terms on each alert's page “Print or post this elsewhere”.",
        )
    ]

    class Meta:
        verbose_name = "sharing"

    @classmethod
    def current(cls) -> Self:
        """Return the stored settings or the defaults, without creating a row as `load` does."""
        return cls.objects.first() or cls()
