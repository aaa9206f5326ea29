"""Explainers, and the base class for alerts and explainers."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail_localize.fields import TranslatableField

from alerts.blocks import SectionsBlock, SourceBlock
from alerts.states import PostQuerySet
from home.choices import loading_together
from home.lookup import by_source, versions
from home.models.base import BasePage
from home.models.content import expand_texts, prefetch_pictures, rich_texts
from home.models.panels import SourceOnlyPanel

from .listing import ListedPage


class Post(ListedPage):
    """Page that readers can comment on: an alert or an explainer."""

    comments_open = models.BooleanField(
        "comments are open", default=True, help_text="Every comment waits for a moderator."
    )
    body = StreamField(SectionsBlock(), blank=True)

    translatable = (*BasePage.translatable, "body")
    source_only = (*BasePage.source_only, "comments_open")
    translatable_fields = [*BasePage.translatable_fields, TranslatableField("body")]

    subpage_types = []
    is_alert = False
    # The counts of an alert's calls, which other posts lack.
    totals: Any = None

    class Meta:
        abstract = True

    def get_context(
        self,
        request: HttpRequest,
        *args: Any,
        drafted_links: Collection[int] | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        # `drafted_links` has the IDs of the explainers that a previewed alert links to.
        context = super().get_context(request, *args, **kwargs)
        in_body = {block["value"] for block in self.body.raw_data if block["type"] == "explainer"}
        linked = self._find_explainers(in_body, drafted_links)
        with loading_together(self.body):
            body = self._body_with(linked)
        prefetch_pictures(body, self)
        context["linked_explainers"] = linked
        context["body"] = [(block, f"body.{block.id}") for block in body]
        context["expanded_texts"] = expand_texts(self._stored_texts(body))
        return context

    def comments_close_at(self, days: int) -> datetime | None:
        """Return None, because comments on a post without an end never close automatically."""
        return None

    def _find_explainers(
        self, ids: Collection[int], drafted: Collection[int] | None
    ) -> dict[int, "ExplainerPage"]:
        """Return the public explainers with `ids`, and those that an alert lists, by ID."""
        if not ids:
            return {}
        return by_source(versions(ExplainerPage.objects.sources().filter(pk__in=ids)))

    def _body_with(self, explainers: dict[int, "ExplainerPage"]) -> StreamValue:
        """Return a copy of the body whose explainer blocks have values from `explainers`."""
        return StreamValue(
            self.body.stream_block,
            [
                (
                    raw["type"],
                    explainers.get(raw["value"])
                    if raw["type"] == "explainer"
                    else self.body[index].value,
                    raw.get("id"),
                )
                for index, raw in enumerate(self.body.raw_data)
            ],
        )

    def _stored_texts(self, body: StreamValue) -> list[str]:
        return rich_texts(body)


class ExplainerPage(Post):
    """Page with the background of a subject, to which several alerts can link."""

    summary = models.CharField(
        max_length=300, help_text="The subject of this page, in one sentence."
    )
    sources = StreamField([("source", SourceBlock())], blank=True)

    translatable = (*Post.translatable, "summary")
    core_fields = ("title", "summary")
    source_only = (*Post.source_only, "sources")
    translatable_fields = [*Post.translatable_fields, TranslatableField("summary")]

    objects: ClassVar = PageManager.from_queryset(PostQuerySet)()

    class Meta:
        indexes = [
            # Counts by year.
            models.Index(
                fields=("listed_year", "listed_until", "listed_at"),
                condition=models.Q(listed_at__isnull=False),
                name="explainer_years",
            ),
        ]

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
        FieldPanel("body"),
        SourceOnlyPanel([FieldPanel("sources"), FieldPanel("comments_open")], "Sources, comments"),
    ]
    parent_page_types = ["alerts.ExplainerIndexPage"]
