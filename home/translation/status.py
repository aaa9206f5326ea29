"""Translation status of a page, block by block.

A *block* is translated, or shown in English, as a whole, so that no English sentence stands
inside a translated paragraph: a translatable field (`title`), or one top-level block of a
StreamField (`body.<id of the block>`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.db import models
from wagtail_localize.segments import TemplateSegmentValue


class BlockStatus(models.TextChoices):
    """Reasons why a block of a translation is not up to date in its own language."""

    UNTRANSLATED = "untranslated", "Not translated: shown in English"
    HELD = "held", "Translated by a machine only: shown in English until a person reviews it"
    OUTDATED = "outdated", "Translated, but the English has changed since"


SHOWN_IN_ENGLISH = frozenset({BlockStatus.UNTRANSLATED, BlockStatus.HELD})


@dataclass(frozen=True, slots=True)
class TranslationStatus:
    """Status of the blocks of a translated page. A block that is not named is up to date.

    `is_pending` marks a page that wagtail-localize has filled, until its blocks are merged.
    """

    blocks: Mapping[str, BlockStatus] = field(default_factory=dict)
    is_pending: bool = False

    @property
    def is_up_to_date(self) -> bool:
        return not self.blocks

    @property
    def outdated(self) -> set[str]:
        """Blocks that are older than their English."""
        return self.with_status(BlockStatus.OUTDATED)

    def with_status(self, status: BlockStatus) -> set[str]:
        """Return the blocks that have this status."""
        return {block for block, its_status in self.blocks.items() if its_status == status}

    def is_shown_in_english(self, block: str) -> bool:
        return self.blocks.get(block) in SHOWN_IN_ENGLISH

    def mark(self, blocks: Iterable[str], status: BlockStatus) -> Self:
        """Return a copy in which `blocks` have this status."""
        return replace(self, blocks={**self.blocks, **dict.fromkeys(blocks, status)})

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {"blocks": {block: str(one) for block, one in self.blocks.items()}}
        return data | {"pending": True} if self.is_pending else data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        blocks = {block: BlockStatus(one) for block, one in data.get("blocks", {}).items()}
        return cls(blocks, data.get("pending", False))


class TranslationStatusField(models.JSONField):
    """A `TranslationStatus`, stored as JSON; marks a page as pending when wagtail-localize fills it.

    The pending mark is the only way to hear of that. wagtail-localize's own Sync and publish put
    English where a string is missing, save the page and send no signal before; what they do ask is
    each translatable field, for its segments, and to restore them. So this field gives a segment
    without text, and restores it as the mark. `BasePage.save` and `BasePage.serve_preview` then
    call `merge.merge_if_pending`.
    """

    def __init__(self, **kwargs):
        super().__init__(**{"default": TranslationStatus, "editable": False} | kwargs)

    def get_translatable_segments(self, value):
        return [TemplateSegmentValue("", "translation_status", "translation_status", 0)]

    def restore_translated_segments(self, value, segments):
        return TranslationStatus(is_pending=True)

    def from_db_value(self, value, expression, connection):
        return self.to_python(super().from_db_value(value, expression, connection))

    def to_python(self, value):
        return TranslationStatus.from_json(value) if isinstance(value, dict) else value

    def get_prep_value(self, value):
        return value.to_json() if isinstance(value, TranslationStatus) else value

    def value_to_string(self, obj):
        """Return what revisions and serialisers hold."""
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value, model_instance):
        super().validate(self.get_prep_value(value), model_instance)
