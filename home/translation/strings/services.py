"""Changes to stored translations and pronunciations, one string at a time."""

from wagtail_localize.models import StringTranslation

from ..models import Pronunciation
from .lookup import TranslatableString, storable


def save_translation(
    string: TranslatableString, text: str, *, user=None, by_machine=False, tool=""
) -> None:
    """Store the checked `text` as the translation of `string`.

    Args:
        user: the user who wrote or confirmed the text, or None if unknown.
        by_machine: store it as a machine draft, whoever saves it.
        tool: the name of the machine, or `provenance.MEMORY`.
    """
    machine, manual = (
        StringTranslation.TRANSLATION_TYPE_MACHINE,
        StringTranslation.TRANSLATION_TYPE_MANUAL,
    )
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
            "has_error": False,
            "field_error": "",
        },
    )


def delete_translation(string: TranslatableString) -> None:
    string.stored.delete()
    string.stored, string.text = None, ""


def save_pronunciation(string: TranslatableString, text: str) -> None:
    """Store the checked `text` as the pronunciation of `string`; delete it if `text` is empty."""
    place = {"string": string.segment.string, "locale": string.locale}
    if text:
        Pronunciation.objects.update_or_create(**place, defaults={"text": text})
    else:
        Pronunciation.objects.filter(**place).delete()
    string.pronunciation = text
