"""Template tag for the share picture."""

from django import template

from ..formats import pictures

register = template.Library()


@register.simple_tag(takes_context=True)
def share_picture(context, alert):
    """Return the `address`, `width`, `height` and `alt` text of the share picture for `alert`."""
    texts = pictures.parts(alert, context["frame"].site_name)
    width, height = pictures.SIZE
    return {
        "address": pictures.address_of(alert, texts),
        "alt": pictures.alt_text(texts),
        "width": width,
        "height": height,
    }
