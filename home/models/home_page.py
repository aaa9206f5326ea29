"""Model for the home page in each language."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.fields import TranslatableField

from home.phones import PhoneNumberField
from home.rich_text import RICH_TEXT_FEATURES

from .base import BasePage
from .content import PageWithContent
from .panels import SourceOnlyPanel


class SocialAccountBlock(blocks.StructBlock):
    """Link to an account of the campaign on another site."""

    name = blocks.CharBlock(
        help_text="Common name of the site, for example “Facebook”.", max_length=40
    )
    url = blocks.URLBlock(label="address", validators=[URLValidator(schemes=["https"])])

    class Meta:
        icon = "link"
        label_format = "{name}"
        preview_value = {"name": "Facebook", "url": "https://www.facebook.com/"}
        description = "Name and address of an account that the footer links to"


class HomePage(PageWithContent):
    """Home page in one language. The English page holds the campaign's contact details."""

    intro = models.CharField(
        max_length=300, help_text="One sentence about the campaign and its demand.", blank=True
    )
    about = RichTextField(features=RICH_TEXT_FEATURES, blank=True)
    phone = PhoneNumberField(
        null=True,
        blank=True,
        help_text="Shown in the footer of every page. Include the extension, if any: 651-555-0123"
        " ext. 12.",
    )
    calls_together = models.BooleanField(
        "we call together with people",
        default=False,
        help_text="Alerts then say that somebody from the campaign can call together with the reader.",
    )
    email = models.EmailField(blank=True)
    social_accounts = StreamField([("account", SocialAccountBlock())], blank=True)

    translatable = (*BasePage.translatable, "intro", "about", "more")
    source_only = (*BasePage.source_only, "phone", "calls_together", "email", "social_accounts")
    # Home pages are siblings below the root, so each has its own slug.
    own_fields = (*BasePage.own_fields, "slug")
    translatable_fields = [TranslatableField(name) for name in translatable]

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro", widget=AdminAutoHeightTextInput),
        FieldPanel("about"),
        FieldPanel("more"),
        SourceOnlyPanel(
            [
                FieldPanel("phone"),
                FieldPanel("calls_together"),
                FieldPanel("email"),
                FieldPanel("social_accounts"),
            ],
            "How to reach the campaign",
            help_text="The same in every language.",
        ),
    ]
    max_count_per_parent = len(settings.LANGUAGES)
    parent_page_types = ["wagtailcore.Page"]

    def clean(self) -> None:
        super().clean()
        if self.expire_at:
            raise ValidationError({"expire_at": "Each language needs its home page."})
