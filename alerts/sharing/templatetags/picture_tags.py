"""Template tag of the share picture."""

from django import template

from ..formats import pictures

register = template.Library()


@register.simple_tag
def share_picture(alert):
    """Return address, width, height and alt text of the picture of `alert` in the reader's language.

    No query beyond what the alert's page has loaded.
    """
    texts = pictures.parts(alert)
    width, height = pictures.SIZE
    return {
        "address": pictures.address_of(alert, texts),
        "alt": pictures.alt_text(texts),
        "width": width,
        "height": height,
    }
