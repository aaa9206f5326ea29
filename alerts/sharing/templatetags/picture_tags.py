"""Template tag for the share picture."""

from django import template

from ..formats import pictures

register = template.Library()


@register.simple_tag
def share_picture(alert):
    """Return a dict of the URL, width, height and alt text of the share picture for `alert`.

    The picture is in the active language. This takes no query if `alert` was loaded for its own
    page.
    """
    texts = pictures.parts(alert)
    width, height = pictures.SIZE
    return {
        "address": pictures.address_of(alert, texts),
        "alt": pictures.alt_text(texts),
        "width": width,
        "height": height,
    }
