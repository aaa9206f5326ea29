"""How the page of an alert hands it on."""

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
    """The section “Share” of an alert's page; no query where the page has loaded its parts."""
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
    """The path of an alert's days and meeting for a calendar."""
    return reverse("sharing:action", args=(relative_path(alert),))


@register.simple_tag
def subscription():
    """The address of the calendar to subscribe to, by the scheme on which phones open their calendar."""
    address = urlsplit(settings.SITE_URL + reverse("sharing:calendar"))
    return address._replace(scheme="webcal").geturl()


@register.simple_tag
def structured_data(page):
    """What search engines and assistants want to know of a post, as data that no browser runs."""
    data = as_json(page)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(data))  # noqa: S308  escaped for a script element
