"""What readers come for and comment on, and background explainers."""

from django.apps import apps
from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail_localize.fields import TranslatableField

from alerts.blocks import SectionsBlock, SourceBlock
from alerts.states import PostQuerySet
from home.lookup import by_source, in_language
from home.media.models import Rendition
from home.models.base import BasePage, SourceOnlyPanel
from home.rich_text import as_html


class Post(BasePage):
    """What readers come for and comment on: an alert or an explainer."""

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
        # First: whoever goes through the body loads what its blocks point to.
        context["linked_explainers"] = self._load_explainers()
        self._prefetch_pictures()
        context["expanded_texts"] = self._expand_texts()
        return context

    def comments_close_at(self, days):
        """When comments close by themselves if they do so `days` after the end; None: never."""
        return

    def _find_explainers(self, ids):
        """The English explainers with these ids, and those that the page points to otherwise.

        As a dict from their ids to them as the reader has them; one query.
        """
        return by_source(ExplainerPage.objects.sources().filter(pk__in=ids))

    def _load_explainers(self):
        """All explainers that this page links to, as the reader has them, by the English one's id.

        One query. Those in the body take their places there: its blocks would ask for them again.
        """
        blocks = [
            (index, block)
            for index, block in enumerate(self.body.raw_data)
            if block["type"] == "explainer"
        ]
        explainers = self._find_explainers({block["value"] for _index, block in blocks})
        for index, block in blocks:
            self.body[index] = ("explainer", explainers.get(block["value"]), block.get("id"))
        return explainers

    def _stored_texts(self):
        """The rich texts of the page as they are stored, links and all."""
        return [block.value.source for block in self.body if block.block_type == "text"]

    def _expand_texts(self):
        """Return the page's rich texts as HTML by what is stored."""
        stored = self._stored_texts()
        return dict(zip(stored, as_html(*stored), strict=True))

    def _prefetch_pictures(self):
        """Load the sizes of all pictures in the body in one query."""
        images = [
            block.value["image"]
            for block in self.body
            if block.block_type == "picture" and block.value["image"]
        ]
        prefetch_related_objects(
            images,
            Prefetch("renditions", Rendition.objects.all(), to_attr="prefetched_renditions"),
        )


class ExplainerPage(Post):
    """Background: a subject explained once, that many alerts point to."""

    summary = models.CharField(max_length=300, help_text="What this explains, in one sentence.")
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

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        alerts = apps.get_model("alerts.AlertPage").objects
        context["alerts"] = in_language(
            alerts.sources()
            .filter(explainer_links__explainer=self.source)
            .order_by("-starts_at")
            .distinct()
        )
        return context
