"""The share picture where a page names it."""

from django import template

from ..formats import pictures

register = template.Library()


@register.simple_tag
def share_picture(alert):
    """The picture of `alert` in the reader's language: address, width, height and alt text.

    It asks nothing but what the alert's page has loaded.
    """
    said = pictures.parts(alert)
    width, height = pictures.SIZE
    return {
        "address": pictures.address_of(alert, said),
        "alt": pictures.alt_text(said),
        "width": width,
        "height": height,
    }
