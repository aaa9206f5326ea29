"""Base class of posts (alerts and explainers), which take comments; explainers."""

from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail_localize.fields import TranslatableField

from alerts.blocks import SectionsBlock, SourceBlock
from alerts.states import PostQuerySet
from home.lookup import by_source
from home.media.models import Rendition
from home.models.base import BasePage, SourceOnlyPanel
from home.rich_text import as_html


class Post(BasePage):
    """Page that takes comments: an alert or an explainer."""

    comments_open = models.BooleanField(
        "comments are open", default=True, help_text="Every comment waits for a moderator."
    )
    body = StreamField(SectionsBlock(), blank=True)

    translatable = (*BasePage.translatable, "body")
    source_only = (*BasePage.source_only, "comments_open")
    translatable_fields = [*BasePage.translatable_fields, TranslatableField("body")]

    subpage_types = []

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        linked = self._find_explainers(
            {block["value"] for block in self.body.raw_data if block["type"] == "explainer"}
        )
        body = self._body_with(linked)
        _prefetch_pictures(body)
        context["linked_explainers"] = linked
        context["body"] = [(block, self.block_language(f"body.{block.id}")) for block in body]
        context["expanded_texts"] = self._expand_texts(body)
        return context

    def comments_close_at(self, days):
        """Return the time at which comments close, `days` after the end; None if they never do."""
        return

    def _find_explainers(self, ids):
        """Return the explainers with these ids, and others that the page links to, for the reader.

        A dict by the ids of the English explainers; one query.
        """
        return by_source(ExplainerPage.objects.sources().filter(pk__in=ids))

    def _body_with(self, explainers):
        """Return the body with its links to explainers taken from `explainers`, by id.

        Reading a block of the page's own body would query all English pages of the block's type.
        """
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

    def _stored_texts(self, body):
        """Return the page's rich texts as stored, with unexpanded links."""
        return [block.value.source for block in body if block.block_type == "text"]

    def _expand_texts(self, body):
        """Return a dict from each stored rich text of the page to its HTML."""
        stored = self._stored_texts(body)
        return dict(zip(stored, as_html(*stored), strict=True))


def _prefetch_pictures(body):
    """Prefetch the renditions of all pictures in a body, in one query."""
    images = [
        block.value["image"]
        for block in body
        if block.block_type == "picture" and block.value["image"]
    ]
    prefetch_related_objects(
        images,
        Prefetch("renditions", Rendition.objects.all(), to_attr="prefetched_renditions"),
    )


class ExplainerPage(Post):
    """Background: a subject explained once for many alerts."""

    summary = models.CharField(
        max_length=300, help_text="The subject of this page, in one sentence."
    )
    sources = StreamField([("source", SourceBlock())], blank=True)

    translatable = (*Post.translatable, "summary")
    core_fields = ("title", "summary")
    source_only = (*Post.source_only, "sources")
    translatable_fields = [*Post.translatable_fields, TranslatableField("summary")]

    objects = PageManager.from_queryset(PostQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        SourceOnlyPanel([FieldPanel("sources"), FieldPanel("comments_open")], "Sources, comments"),
    ]
    parent_page_types = ["alerts.ExplainerIndexPage"]
