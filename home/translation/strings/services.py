"""Functions that save or delete translations and pronunciations, one string at a time."""

from wagtail_localize.models import StringTranslation

from home.people.models import User

from .. import provenance
from ..models import Pronunciation, StringConfirmation
from .lookup import TranslatableString, storable

UNCHECKED = "This is from memory, and nobody has checked it yet."


def save_translation(
    string: TranslatableString,
    text: str,
    *,
    user: User | None = None,
    by_machine: bool = False,
    tool: str = "",
) -> None:
    """Store the checked `text` as the translation of `string`.

    `user` is None if unknown. `tool` is the name of the machine translator, `provenance.MEMORY`,
    `provenance.EDITED`, or "". A text from memory is a draft until somebody saves it again.
    """
    machine, manual = (
        StringTranslation.TRANSLATION_TYPE_MACHINE,
        StringTranslation.TRANSLATION_TYPE_MANUAL,
    )
    is_draft = tool == provenance.MEMORY
    string.text = text = string.cleaned(text)
    string.stored, _created = StringTranslation.objects.update_or_create(
        translation_of=string.segment.string,
        context=string.segment.context,
        locale=string.locale,
        defaults={
            "data": storable(text, string.is_rich),
            "translation_type": machine if by_machine else manual,
            "tool_name": tool,
            "last_translated_by": user,
            # wagtail-localize publishes no string that has an error.
            "has_error": is_draft,
            "field_error": UNCHECKED if is_draft else "",
        },
    )


def confirm(string: TranslatableString, user: User) -> None:
    """Record that `user` has confirmed the stored text of `string`, despite doubts about it."""
    if string.stored:
        string.confirmed_data = string.stored.data
        StringConfirmation.objects.update_or_create(
            string_translation=string.stored,
            defaults={"data": string.stored.data, "confirmed_by": user},
        )


def delete_translation(string: TranslatableString, user: User | None = None) -> None:
    """Delete the translation of `string`. The history of the string names `user`."""
    if string.stored:
        string.stored.last_translated_by = user
        string.stored.delete()
    string.stored, string.text = None, ""


def save_pronunciation(string: TranslatableString, text: str) -> None:
    """Store the checked `text` as the pronunciation of `string`, or delete it if it is empty."""
    english, locale = string.segment.string, string.locale
    if text:
        Pronunciation.objects.update_or_create(
            string=english, locale=locale, defaults={"text": text}
        )
    else:
        Pronunciation.objects.filter(string=english, locale=locale).delete()
    string.pronunciation = text
