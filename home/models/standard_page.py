"""Model for simple text pages."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.query import PageQuerySet
from wagtail_localize.fields import TranslatableField

from home.lookup import NO_ALIAS, in_language, open_to_everybody, published, watch_schedule
from home.rich_text import RICH_TEXT_FEATURES

from .base import BasePage
from .content import PageWithContent

# Depth of the pages below a home page.
TOP_DEPTH = 3


class StandardPage(PageWithContent):
    """Page of text and blocks, such as the privacy page, with optional child pages of its kind."""

    body = RichTextField(features=["h2", "h3", *RICH_TEXT_FEATURES])

    translatable = (*BasePage.translatable, "body", "more")
    translatable_fields = [
        *BasePage.translatable_fields,
        TranslatableField("body"),
        TranslatableField("more"),
    ]

    content_panels = [*BasePage.content_panels, FieldPanel("body"), FieldPanel("more")]
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        source = self.source
        context["parents"] = context["children"] = []
        if source.depth > TOP_DEPTH:
            context["parents"] = _in_language(StandardPage.objects.parent_of(source))
        if source.numchild:
            watch_schedule()
            # `child_of` compares paths in a way for which SQLite has no index.
            children = source.get_children().order_by().values("pk")
            context["children"] = _in_language(StandardPage.objects.filter(pk__in=children))
        return context


def _in_language(sources: PageQuerySet) -> list["StandardPage"]:
    pages = open_to_everybody(published(sources)).filter(NO_ALIAS)
    return in_language(pages.defer_streamfields().select_related("locale"))
