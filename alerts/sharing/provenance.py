"""Provenance of texts that leave the site, so that nothing unreviewed looks reviewed.

A translation may show the English original of some or all fields, which is no machine's work.
"""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from home.translation.models import Provenance
from home.translation.status import BlockStatus


def provenance_of(post, shown):
    """Return how the translatable fields `shown` of a post were made: `original`, or a `Provenance`."""
    if not _are_translated(post, shown):
        return "original"
    return post.provenance or Provenance.VOLUNTEER.value


def provenance_in_words(post, shown):
    """Return the provenance of `shown` as a sentence in the active language; "" for the original."""
    return {
        Provenance.MACHINE: draft_label() if is_draft(post) else _("Machine draft."),
        Provenance.EDITED: _("Machine draft, edited by a volunteer."),
        Provenance.VOLUNTEER: _("Translated by a volunteer."),
    }.get(provenance_of(post, shown), "")


def english_note(post, shown):
    """Return why some or all of the fields `shown` are not in the active language; "" if all are."""
    if post.language != get_language():
        return _("This page is not in your language yet. You see the English text.")
    in_english = {name for name in shown if post.block_language(name) != post.language}
    held = post.translation_status.with_status(BlockStatus.HELD)
    notes = []
    if in_english - held:
        notes.append(_("Parts of this page are not translated yet. You see them in English."))
    if in_english & held:
        notes.append(
            _(
                "Some parts have only a machine translation that nobody has checked. We show them"
                " in English."
            )
        )
    return " ".join(notes)


def is_draft(post):
    """Return whether a post is a machine translation that no fluent reader has reviewed."""
    return post.provenance == Provenance.MACHINE and not post.reviewed_on


def draft_label():
    """Return the label of an unreviewed machine draft, in the active language."""
    return _("Machine draft, not reviewed by a fluent reader.")


def draft_note(post, shown):
    """Return `draft_label` if one of the fields `shown` is an unreviewed machine draft, otherwise ""."""
    is_shown = post.language == get_language() and _are_translated(post, shown)
    return draft_label() if is_shown and is_draft(post) else ""


def _are_translated(post, shown):
    """Return whether one of the fields `shown` is in the language of the translated post."""
    is_translation = post.language != settings.LANGUAGE_CODE
    return is_translation and any(post.block_language(name) == post.language for name in shown)


def reviewed(phrase, language):
    """Return a phrase and its language: the given one if a fluent reader reviewed it, otherwise English.

    Printed and forwarded texts lack the notice that unreviewed texts have on the page.
    """
    translation = phrase.translation_in(language)
    if translation and translation.reviewed_on:
        return translation.text, language
    return phrase.text, settings.LANGUAGE_CODE
