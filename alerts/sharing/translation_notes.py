"""Notices about untranslated and unreviewed texts, for texts that leave the site.

A translation may show some or all of its fields in English. Such fields are originals, never
drafts.
"""

from collections.abc import Collection

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alerts.models import Post
from home.translation.models import Phrase, Provenance
from home.translation.status import BlockStatus

# `shown` below has the names of the translatable fields that are shown of a post.


def provenance_of(post: Post, shown: Collection[str]) -> str:
    """Return the `Provenance` of the fields in `shown`, or “original” if all are in English."""
    if not _are_translated(post, shown):
        return "original"
    return post.provenance or Provenance.VOLUNTEER.value


def provenance_in_words(post: Post, shown: Collection[str]) -> str:
    """Return a sentence in the active language about the provenance of the fields in `shown`.

    Return "" if all of them are in English.
    """
    sentences: dict[str, str] = {
        Provenance.MACHINE: _("Machine draft."),
        Provenance.EDITED: _("Machine draft, edited by a volunteer."),
        Provenance.VOLUNTEER: _("Translated by a volunteer."),
    }
    if not post.reviewed_on:
        sentences = {
            Provenance.MACHINE: draft_label(),
            Provenance.EDITED: _(
                "Machine draft, edited by a volunteer, not yet checked by a second reader."
            ),
            Provenance.VOLUNTEER: _(
                "Translated by a volunteer, not yet checked by a second reader."
            ),
        }
    return sentences.get(provenance_of(post, shown), "")


def english_note(post: Post, shown: Collection[str]) -> str:
    """Return a notice that fields in `shown` are in English instead of the reader's language.

    Return "" if there are no such fields, or if the reader's language is English.
    """
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


def is_draft(post: Post) -> bool:
    """Return whether `post` is a machine translation that no fluent reader has reviewed."""
    return post.provenance == Provenance.MACHINE and not post.reviewed_on


def draft_label() -> str:
    """Return the label for an unreviewed machine draft, in the active language."""
    return _("Machine draft, not reviewed by a fluent reader.")


def draft_note(post: Post, shown: Collection[str]) -> str:
    """Return the draft label if a field in `shown` is an unreviewed machine draft, otherwise "".

    Also return "" if `post` is not in the active language.
    """
    is_shown = post.language == get_language() and _are_translated(post, shown)
    return draft_label() if is_shown and is_draft(post) else ""


def _are_translated(post: Post, shown: Collection[str]) -> bool:
    """Return whether `post` is a translation with at least one field of `shown` in its language."""
    is_translation = post.language != settings.LANGUAGE_CODE
    return is_translation and any(post.block_language(name) == post.language for name in shown)


def reviewed(phrase: Phrase, language: str) -> tuple[str, str]:
    """Return the reviewed translation of `phrase` into `language`, or the English if there is none.

    The result is a tuple of the text and its language code.
    """
    translation = phrase.translation_in(language)
    if translation and translation.reviewed_on:
        return translation.text, language
    return phrase.text, settings.LANGUAGE_CODE
