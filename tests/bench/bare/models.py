"""Model for the bare page."""

from wagtail.fields import RichTextField
from wagtail.models import Page


class BarePage(Page):
    body = RichTextField(blank=True)

    class Meta:
        app_label = "bare"
