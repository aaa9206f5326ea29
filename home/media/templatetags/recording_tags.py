"""Recordings where pages offer them."""

from django import template
from django.urls import reverse
from django.utils.translation import ngettext

from home.addresses import relative_path

register = template.Library()


@register.filter
def length_in_words(seconds):
    """“3 minutes”, “40 seconds”: to the minute from two on."""
    if seconds < 120:
        return ngettext("%(number)d second", "%(number)d seconds", seconds) % {"number": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}


@register.filter
def recording_address(page):
    """The path of the recording of `page` in the reader's language; another for another recording."""
    path = reverse("media:recording", args=[relative_path(page.source)])
    return f"{path}?v={page.recording['pk']}"
