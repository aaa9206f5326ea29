"""Contents of a page by block, as `status` defines blocks."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from wagtail.fields import StreamField
from wagtail_localize.models import StringSegment, StringTranslation


def block_of(model, path: str) -> str:
    """Return the block of `model` that the content path of a string belongs to.

    >>> block_of(AlertPage, "body.3f2a.caption")
    'body.3f2a'
    """
    name, _, rest = path.partition(".")
    if isinstance(model._meta.get_field(name), StreamField):
        return f"{name}.{rest.partition('.')[0]}"
    return name


def contents(page) -> dict[str, Any]:
    """Return the stored content of each block of `page`, except deferred fields.

    Lists of pages defer long texts.
    """
    found = {}
    for name in set(page.translatable) - page.get_deferred_fields():
        value = getattr(page, name)
        if isinstance(page._meta.get_field(name), StreamField):
            found |= {f"{name}.{block['id']}": block for block in value.get_prep_value()}
        else:
            found[name] = value
    return found


def set_contents(page, chosen: Mapping[str, Any]) -> None:
    """Set the blocks of `page` to `chosen`, in its order, without saving."""
    for name in set(page.translatable) - page.get_deferred_fields():
        if isinstance(page._meta.get_field(name), StreamField):
            blocks = [block for path, block in chosen.items() if path.startswith(f"{name}.")]
            setattr(page, name, json.dumps(blocks))
        else:
            setattr(page, name, chosen[name])


def find_blocks_to_translate(page, as_of: datetime | None = None) -> tuple[set[str], set[str]]:
    """Return the blocks of the translated `page` that have strings, and those that lack one.

    With `as_of`, strings that were translated later count as lacking too.
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
