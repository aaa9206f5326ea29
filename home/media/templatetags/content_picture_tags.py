"""Template tags for the pictures in the content of pages, and for link previews."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Picture
from wagtail.images.shortcuts import get_rendition_or_not_found, get_renditions_or_not_found

from ..models import PICTURE_SPECS

register = template.Library()

# Wagtail's own tags parse the specification of each rendition whenever a page is rendered, which
# takes longer than finding the rendition.
_CONTENT = tuple(Filter(spec) for spec in PICTURE_SPECS)
_LINK_PREVIEW = Filter("fill-1200x630|format-jpeg")


@register.simple_tag
def content_picture(image: AbstractImage, alt: str) -> SafeString:
    """Return the HTML for `image`, in two widths and two formats, like Wagtail's `picture` tag."""
    renditions = get_renditions_or_not_found(image, _CONTENT)
    attributes = {"sizes": "(min-width: 60rem) 40rem, 100vw", "alt": alt, "loading": "lazy"}
    return mark_safe(Picture(renditions, attributes).__html__())  # noqa: S308  escaped by Wagtail


@register.simple_tag
def link_preview_picture(image: AbstractImage) -> AbstractRendition:
    return get_rendition_or_not_found(image, _LINK_PREVIEW)
