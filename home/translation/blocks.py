"""Functions that read and replace the contents of a page block by block.

A block is a translatable field, or one top-level block of a StreamField.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from wagtail.fields import StreamField
from wagtail_localize.models import StringSegment, StringTranslation

from .pages import TranslatablePage


def block_of(model: type[TranslatablePage], path: str) -> str:
    """Return the block of `model` that holds the string at the content path `path`.

    >>> block_of(AlertPage, "body.3f2a.caption")
    'body.3f2a'
    """
    name, _, rest = path.partition(".")
    if isinstance(model._meta.get_field(name), StreamField):
        return f"{name}.{rest.partition('.')[0]}"
    return name


def contents(page: TranslatablePage) -> dict[str, Any]:
    """Return the stored content of each block of `page`, except in deferred fields."""
    found: dict[str, Any] = {}
    for name in set(page.translatable) - page.get_deferred_fields():
        value = getattr(page, name)
        if isinstance(page._meta.get_field(name), StreamField):
            found |= {f"{name}.{block['id']}": block for block in value.get_prep_value()}
        else:
            found[name] = value
    return found


def set_contents(page: TranslatablePage, chosen: Mapping[str, Any]) -> None:
    """Set the fields of `page`, except deferred ones, to the blocks in `chosen`, without saving."""
    for name in set(page.translatable) - page.get_deferred_fields():
        if isinstance(page._meta.get_field(name), StreamField):
            blocks = [block for path, block in chosen.items() if path.startswith(f"{name}.")]
            setattr(page, name, json.dumps(blocks))
        else:
            setattr(page, name, chosen[name])


def find_blocks_to_translate(
    page: TranslatablePage, as_of: datetime | None = None
) -> tuple[set[str], set[str]]:
    """Return two sets of blocks of `page`: those with strings, and those with missing translations.

    A translation counts as missing if it has an error or, with `as_of`, if it was saved after that
    time.
    """
    translated = StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale=page.locale_id,
        has_error=False,
    )
    if as_of:
        translated = translated.filter(updated_at__lte=as_of)
    segments = (
        StringSegment.objects.filter(
            source__object_id=page.translation_key,
            source__locale__language_code=settings.LANGUAGE_CODE,
        )
        .annotate(is_translated=Exists(translated))
        .values_list("context__path", "is_translated")
    )
    strings = [(block_of(type(page), path), is_translated) for path, is_translated in segments]
    return (
        {block for block, _is_translated in strings},
        {block for block, is_translated in strings if not is_translated},
    )
