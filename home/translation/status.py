"""Translation status of a page, block by block.

A *block* is a translatable field (`title`), or one top-level block of a StreamField
(`body.<id of the block>`). It is translated or shown in English as a whole, so that no English
sentence appears inside a translated paragraph.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.db import models
from wagtail_localize.segments import TemplateSegmentValue


class BlockStatus(models.TextChoices):
    """Statuses of blocks that are not up to date in their own language."""

    UNTRANSLATED = "untranslated", "Not translated: shown in English"
    HELD = "held", "Translated by a machine only: shown in English until a person reviews it"
    OUTDATED = "outdated", "Translated, but the English has changed since"


SHOWN_IN_ENGLISH = frozenset({BlockStatus.UNTRANSLATED, BlockStatus.HELD})


@dataclass(frozen=True, slots=True)
class TranslationStatus:
    """Status of the blocks of a translated page; blocks that are not in it are up to date.

    `is_pending` is True after wagtail-localize has filled the page, until its blocks are merged.
    """

    blocks: Mapping[str, BlockStatus] = field(default_factory=dict)
    is_pending: bool = False

    @property
    def is_up_to_date(self) -> bool:
        return not self.blocks

    @property
    def outdated(self) -> set[str]:
        """Names of the blocks that are older than their English."""
        return self.with_status(BlockStatus.OUTDATED)

    def with_status(self, status: BlockStatus) -> set[str]:
        """Return the names of the blocks that have this status."""
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
    """Field for a `TranslationStatus`, which is set to pending when wagtail-localize fills the page.

    wagtail-localize fills missing strings with English and saves the page without a signal. But it
    asks each translatable field for its segments, and restores them. This field returns one segment
    without text, and restores it as the pending status. `BasePage.save` and
    `BasePage.serve_preview` then call `merge.merge_if_pending`.
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
        """Return the JSON value for revisions and serializers."""
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value, model_instance):
        super().validate(self.get_prep_value(value), model_instance)
