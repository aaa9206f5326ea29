"""Template tags for the previews of links."""

from django import template
from django.templatetags.static import static
from django.utils.translation import get_language

from home.addresses import absolute
from home.models import BasePage

register = template.Library()
register.filter("absolute", absolute)


@register.simple_tag
def absolute_static(path):
    return absolute(static(path))


@register.simple_tag(takes_context=True)
def get_og_locale(context):
    """Return the Open Graph locales of the page and of its other languages."""
    page = context.get("page")
    own = page.language if isinstance(page, BasePage) else get_language()
    others = [code for code, _address in context.get("alternates") or () if code != own]
    # A locale needs a territory: readers of all languages live in the US.
    return {"of_page": f"{own}_US", "alternates": [f"{code}_US" for code in others]}
