"""Base class for pages with content in blocks, and loading of links and pictures in blocks."""

from collections import defaultdict
from typing import Any

from django.db.models import IntegerField, QuerySet
from django.http import HttpRequest
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage
from wagtail.rich_text import RichText

from home.blocks import ContentBlock, leaves
from home.choices import loading_together
from home.lookup import is_private
from home.media.models import Rendition
from home.prepared import Parameter, ids_to_parameters, prepared
from home.rich_text import as_html

from .base import BasePage


class PageWithContent(BasePage):
    """Base class for pages with blocks, such as pictures and documents, below the text.

    Subclasses must list `more` among their translatable fields, after the text.
    """

    more = StreamField(
        ContentBlock(),
        blank=True,
        default=list,
        verbose_name="more content",
        help_text="Shown below the text: pictures, quotes, documents, questions and answers.",
    )

    max_count_per_parent: Any  # as in `BasePage`

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        with loading_together(self.more):
            prefetch_pictures(self.more, self)
        context["body"] = [(block, f"more.{block.id}") for block in self.more]
        # `TextBlock` reads its HTML from here.
        context["expanded_texts"] = expand_texts(rich_texts(self.more))
        return context


def rich_texts(stream: StreamValue) -> list[str]:
    """Return the rich texts in `stream` as they are stored."""
    return [value.source for value in leaves(stream) if isinstance(value, RichText)]


def expand_texts(stored: list[str]) -> dict[str, str]:
    """Return a dict of stored rich texts to their HTML for readers."""
    return dict(zip(stored, as_html(*stored), strict=True))


def prefetch_pictures(stream: StreamValue, page: BasePage) -> None:
    """If `stream` has pictures, load their renditions and that for social media in one query.

    If everybody may read `page`, set `is_hidden` of pictures in private collections.
    """
    images: list[Any] = [value for value in leaves(stream) if isinstance(value, AbstractImage)]
    if not images:
        return
    is_open = page.is_restricted is False and page.source.is_restricted is False
    if page.source.social_image:
        images.append(page.source.social_image)
    known = {image.pk: image for image in images}
    found = defaultdict(list)
    ids = ids_to_parameters(known)
    for rendition in _renditions_of(len(ids)).run(**ids):
        rendition.image = known[rendition.image_id]
        found[rendition.image_id].append(rendition)
    for image in images:
        image.prefetched_renditions = found[image.pk]
        image.is_hidden = is_open and any(one.is_private for one in found[image.pk])


@prepared
def _renditions_of(count: int) -> QuerySet[Rendition]:
    ids: list[Any] = [Parameter(f"id_{number}", IntegerField()) for number in range(count)]
    return Rendition.objects.filter(image__pk__in=ids).annotate(is_private=is_private("image__"))
