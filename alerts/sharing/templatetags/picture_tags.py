"""Template tag for the share picture."""

from django import template

from ..formats import pictures

register = template.Library()


@register.simple_tag
def share_picture(alert):
    """Return the `address`, `width`, `height` and `alt` text of the share picture for `alert`."""
    texts = pictures.parts(alert)
    width, height = pictures.SIZE
    return {
        "address": pictures.address_of(alert, texts),
        "alt": pictures.alt_text(texts),
        "width": width,
        "height": height,
    }
