"""Notices about untranslated and unreviewed texts, for texts that leave the site.

A translation may show some or all of its fields in English. A field in English is the original,
never a draft.
"""

from collections.abc import Collection

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alerts.models import Post
from home.translation.models import Phrase, Provenance
from home.translation.notes import (
    checked_note,
    draft_note,
    made_note,
    old_text_note,
    without_headline,
)
from home.translation.status import BlockStatus

from .text import plain

# `shown` below has the names of the translatable fields of a post that are shown.


def provenance_of(post: Post, shown: Collection[str]) -> str:
    """Return the `Provenance` of the fields in `shown`, or “original” if all are in English."""
    if not _are_translated(post, shown):
        return "original"
    return post.provenance or Provenance.VOLUNTEER.value


def provenance_in_words(post: Post, shown: Collection[str]) -> str:
    """Return a sentence about the provenance of the fields in `shown`, or "" if all are English."""
    made = made_note(provenance_of(post, shown), is_reviewed=bool(post.reviewed_on))
    if not made or not post.reviewed_on:
        return made
    return f"{made} {plain(checked_note(post.reviewed_on))}"


def english_note(post: Post, shown: Collection[str]) -> str:
    """Return a notice for readers of other languages that texts in `shown` are English, or ""."""
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


def translation_note(post: Post, shown: Collection[str]) -> str:
    """Return a notice that translations in `shown` are outdated or unreviewed drafts, or ""."""
    old = plain(old_text_note(post.shown(name) for name in without_headline(shown)))
    return " ".join(filter(None, [old, draft_note(post.shown(name) for name in shown)]))


def card_note(post: Post, shown: Collection[str]) -> str:
    """Return a notice that a machine translated the labels on the card, or "" if not needed."""
    language = get_language()
    is_checked = language == settings.LANGUAGE_CODE or language in settings.INTERFACE_REVIEWED_ON
    # A notice about a draft covers the whole card.
    if is_checked or draft_note(post.shown(name) for name in shown):
        return ""
    return _(
        "The labels on this card were translated by a machine. No fluent speaker has checked them"
        " yet."
    )


def _are_translated(post: Post, shown: Collection[str]) -> bool:
    is_translation = post.language != settings.LANGUAGE_CODE
    return is_translation and any(post.block_language(name) == post.language for name in shown)


def reviewed(phrase: Phrase, language: str) -> tuple[str, str]:
    """Return the reviewed translation of `phrase`, otherwise the English, and its language."""
    translation = phrase.translation_in(language)
    if translation and translation.reviewed_on:
        return translation.text, language
    return phrase.text, settings.LANGUAGE_CODE
