"""The home page, plain pages, and meetings."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail_localize.fields import TranslatableField

from home.clean_model import CleanModel
from home.clock import changes_at, now
from home.phones import PhoneNumberField
from home.translation.models import Phrase

from .base import BasePage, SourceOnlyPanel

# What the translation tables can cut into whole sentences; other inline tags would split them.
RICH_TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class SocialAccountBlock(blocks.StructBlock):
    """An account of the campaign's elsewhere."""

    name = blocks.CharBlock(help_text="As people know it, for example “Facebook”.", max_length=40)
    url = blocks.URLBlock(label="address", validators=[URLValidator(schemes=["https"])])

    class Meta:
        icon = "link"
        label_format = "{name}"
        preview_value = {"name": "Facebook", "url": "https://www.facebook.com/"}
        description = "Name and address of an account that the footer links to"


class HomePage(BasePage):
    """The front of the site in one language. The English one holds how to reach the campaign."""

    intro = models.CharField(
        max_length=300, help_text="One sentence: what the campaign is and wants.", blank=True
    )
    about = RichTextField(features=RICH_TEXT_FEATURES, blank=True)
    phone = PhoneNumberField(
        null=True,
        blank=True,
        help_text="Shown at the foot of every page; with its extension, if it has one: 651-555-0123"
        " ext. 12.",
    )
    calls_together = models.BooleanField(
        "we call together with people",
        default=False,
        help_text="Alerts then say: somebody of the campaign can call together with you.",
    )
    email = models.EmailField(blank=True)
    social_accounts = StreamField([("account", SocialAccountBlock())], blank=True)

    translatable = (*BasePage.translatable, "intro", "about")
    source_only = (*BasePage.source_only, "phone", "calls_together", "email", "social_accounts")
    # Home pages are siblings below the root, so each has a slug of its own.
    own_fields = (*BasePage.own_fields, "slug")
    translatable_fields = [TranslatableField(name) for name in translatable]

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("about"),
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

    def clean(self):
        super().clean()
        if self.expire_at:
            raise ValidationError({"expire_at": "Each language needs its home page."})


class StandardPage(BasePage):
    """A page of plain text: privacy, accessibility, who we are."""

    body = RichTextField(features=["h2", "h3", *RICH_TEXT_FEATURES])

    translatable = (*BasePage.translatable, "body")
    translatable_fields = [
        *BasePage.translatable_fields,
        TranslatableField("body"),
    ]

    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types = ["home.HomePage"]
    subpage_types = []


class MeetingQuerySet(models.QuerySet):
    def upcoming(self):
        """Meetings that will be held and are not over yet, the next one first, ready to be shown."""
        not_over = models.Q(ends_at__gt=now()) | models.Q(
            ends_at=None, starts_at__gt=now() - Meeting.USUAL_LENGTH
        )
        return (
            self.filter(not_over, is_cancelled=False)
            .select_related("what")
            .prefetch_related("what__translations")
            .order_by("starts_at")
        )


class Meeting(CleanModel):
    """When and where people meet. An alert can point to it, and the home page shows the next one."""

    what = models.ForeignKey(
        Phrase,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What kind of meeting, in words that are translated.",
    )
    starts_at = models.DateTimeField("starts", help_text="Central Time", db_index=True)
    ends_at = models.DateTimeField("ends", help_text="Central Time", null=True, blank=True)
    place = models.CharField(max_length=120, help_text="The name on the door. Not translated.")
    address = models.CharField(
        max_length=200, help_text="Street and city, as for a driver. Not translated."
    )

    is_cancelled = models.BooleanField(
        "cancelled",
        default=False,
        help_text="Calendars that people have subscribed to then cross it out. Do not delete it.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    # How long a meeting whose end nobody gave is taken to last.
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

    def __str__(self):
        return f"{self.what}, {timezone.localtime(self.starts_at):%B %-d, %Y}, {self.place}"

    @property
    def over_at(self):
        return self.ends_at or self.starts_at + self.USUAL_LENGTH

    @property
    def is_over(self):
        changes_at(self.over_at)
        return self.over_at <= now()

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "The meeting must end after it starts."})
