"""Template tags for recordings."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from home.addresses import relative_path

register = template.Library()


@register.filter
def length_in_words(seconds: int) -> str:
    """Return a number of seconds in words: “40 seconds”, “1 min 35 s” or “3 minutes”."""
    if seconds < 60:
        return ngettext("%(number)d second", "%(number)d seconds", seconds) % {"number": seconds}
    minutes, rest = divmod(seconds, 60)
    if not rest:
        return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    return gettext("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}


@register.filter
def recording_address(page):
    """Return the address of the recording of `page`, which must have one."""
    path = reverse("media:recording", args=[relative_path(page.source)])
    # Changes with each new recording, so that caches do not serve an old one.
    return f"{path}?v={page.recording['pk']}"
