"""Settings for the frame of every page: name, pictures, footer and menus."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable

from home.clean_model import CleanModel


@register_setting(icon="site", order=10)
class SiteSettings(CleanModel, ClusterableModel, BaseGenericSetting):
    """Name, pictures, footer and menus of the site. An empty field leaves the default in use."""

    # A longer name, in two lines, would push the call button off the first screen of a phone.
    name = models.CharField(
        "name of the site",
        max_length=40,
        blank=True,
        help_text="Shown at the top of every page, and in links, feeds, calendars, flyers, pictures"
        " and emails. It is not translated. If this is empty, the name from the installation is"
        " shown.",
    )
    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Shown beside the name, on a dark background. If this is empty, a telephone is shown.",
    )
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="picture for sharing",
        help_text="Shown when somebody shares a page without a picture of its own. 1200 × 630 pixels"
        " work best.",
    )
    footer = models.ForeignKey(
        "translation.Phrase",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="sentence in the footer",
        help_text="For example who runs the site. This text is translated.",
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("logo"), FieldPanel("picture"), FieldPanel("footer")],
            "Name and pictures",
        ),
        HelpPanel(
            "Phone number, email address and accounts on other sites are in the form of the English"
            " home page, below “How to reach the campaign”.",
            heading="Contact",
        ),
        InlinePanel(
            "entries",
            heading="Menus",
            label="entry",
            help_text="A menu without entries contains the pages with “Show in menus”: the header has"
            " the lists of posts, and the footer has the other pages. In the header, the second"
            " level and entries that do not fit into one line are folded behind “More”.",
        ),
    ]

    class Meta:
        verbose_name = "name and menus"

    def clean(self) -> None:
        super().clean()
        message = "Choose a picture that is not in a private collection."
        hidden = {
            field: message
            for field in ("logo", "picture")
            if (image := getattr(self, field)) and image.collection.get_view_restrictions().exists()
        }
        if hidden:
            raise ValidationError(hidden)


class MenuEntry(Orderable, CleanModel):
    """Link to a page or to another site, in the menu of the header or footer."""

    class Menu(models.TextChoices):
        HEADER = "header", "header"
        FOOTER = "footer", "footer"

    site_settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="entries")
    menu = models.CharField(max_length=10, choices=Menu, default=Menu.HEADER)
    page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # so that the entries below do not move to another entry
        related_name="+",
        help_text="Readers get it in their language, if it is translated. They do not see the entry"
        " while the page is not public.",
    )
    address = models.URLField(
        blank=True,
        validators=[URLValidator(schemes=["https"])],
        help_text="Use this instead of a page to link to another site. It must begin with https.",
    )
    label = models.ForeignKey(
        "translation.Phrase",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="This text is translated. If it is empty, the title of the page is shown.",
    )
    is_below = models.BooleanField(
        "second level",
        default=False,
        help_text="The entry is shown below the nearest entry of the first level above it.",
    )

    panels = [
        FieldPanel("menu"),
        FieldPanel("page"),
        FieldPanel("address"),
        FieldPanel("label"),
        FieldPanel("is_below"),
    ]

    def __str__(self) -> str:
        return str(self.label or self.page or self.address or "deleted page")

    def clean(self) -> None:
        super().clean()
        if self.page and self.address:
            raise ValidationError({"address": "Choose a page or type an address, not both."})
        if self.page:
            self.page = _english(self.page)
        elif not self.address:
            raise ValidationError({"page": "Choose a page, or type an address."})
        elif not self.label:
            raise ValidationError({"label": "The link to another site needs a label."})


def _english(page: Any) -> Any:
    source = getattr(page.specific, "source", None)  # a `BasePage`, whose module imports this one
    if source is None or not source.is_source:
        raise ValidationError({"page": "Choose a page that exists in English."})
    return source


def shows(picture_id: int) -> bool:
    """Return True if the picture with this ID is the site's logo or picture for sharing."""
    used = models.Q(logo=picture_id) | models.Q(picture=picture_id)
    return SiteSettings.objects.filter(used).exists()


def site_name() -> str:
    """Return the name of the site. This takes a query; a `Frame` already has the name."""
    stored = SiteSettings.objects.values_list("name", flat=True).first()
    return stored or settings.WAGTAIL_SITE_NAME
