"""Template tags for sharing alerts and for structured data."""

from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from alerts.models import State
from alerts.models.offices import first_number
from home.addresses import relative_path

from ..formats.structured_data import as_json
from ..share_links import links, message

register = template.Library()


@register.inclusion_tag("sharing/share.html")
def share(alert):
    """Render the “Share” section on the page of `alert`."""
    ready = message(alert, first_number(alert.offices))
    has_ended = alert.state == State.ENDED
    return {
        "page": alert,
        "has_ended": has_ended,
        "message": ready,
        "links": [] if has_ended else links(alert, ready),
        "calendar": calendar_address(alert),
        "repost": reverse("sharing:repost", args=(relative_path(alert),)),
    }


@register.filter
def calendar_address(alert):
    return reverse("sharing:action", args=(relative_path(alert),))


@register.simple_tag
def subscription():
    """Return the URL of the calendar subscription, which opens a calendar app."""
    address = urlsplit(settings.SITE_URL + reverse("sharing:calendar"))
    return address._replace(scheme="webcal").geturl()


@register.simple_tag(takes_context=True)
def structured_data(context, page):
    """Return the schema.org data for a page, in a script element that browsers do not run."""
    data = as_json(page, context["frame"])
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(data))  # noqa: S308  escaped for a script element
