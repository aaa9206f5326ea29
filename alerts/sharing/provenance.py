"""How the words of a post were made, for what leaves the site: nothing unreviewed may look reviewed."""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from home.translation.models import Provenance


def provenance_of(post):
    """How the words of a post were made: `original`, or one of `Provenance`."""
    if post.language == settings.LANGUAGE_CODE:
        return "original"
    return post.provenance or Provenance.VOLUNTEER.value


def provenance_in_words(post):
    """The same as a sentence in the active language; nothing for the original."""
    return {
        Provenance.MACHINE: draft_label() if is_draft(post) else _("Machine draft."),
        Provenance.EDITED: _("Machine draft, edited by a volunteer."),
        Provenance.VOLUNTEER: _("Translated by a volunteer."),
    }.get(provenance_of(post), "")


def is_draft(post):
    """Whether a machine made the words of a translated post and no fluent reader has reviewed them."""
    return provenance_of(post) == Provenance.MACHINE and not post.reviewed_on


def draft_label():
    """What is written beside such words, in the active language."""
    return _("Machine draft, not reviewed by a fluent reader.")


def draft_note(post, unit="title"):
    """The same, where the words of this unit of the post are such words; else “”."""
    is_shown = post.unit_language(unit) == post.language == get_language()
    return draft_label() if is_shown and is_draft(post) else ""


def signed_off(phrase, language):
    """A phrase in this language if a fluent reader signed it off, else in English; and its language.

    What is printed and sent is handed on without the notice that stands on the page.
    """
    rendering = phrase.rendering_in(language)
    if rendering and rendering.reviewed_on:
        return rendering.text, language
    return phrase.text, settings.LANGUAGE_CODE
