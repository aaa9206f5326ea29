"""Model for simple text pages."""

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail_localize.fields import TranslatableField

from home.rich_text import RICH_TEXT_FEATURES

from .base import BasePage


class StandardPage(BasePage):
    """A page of text, such as the privacy page or the accessibility page."""

    body = RichTextField(features=["h2", "h3", *RICH_TEXT_FEATURES])

    translatable = (*BasePage.translatable, "body")
    translatable_fields = [
        *BasePage.translatable_fields,
        TranslatableField("body"),
    ]

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    parent_page_types = ["home.HomePage"]
    subpage_types = []
