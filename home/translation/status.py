"""Translation status of a page, block by block.

A *block* is a translatable field (`title`) or one top-level block of a StreamField
(`body.<id of the block>`). Each block is shown entirely in translation or entirely in English, so
that no English sentence appears inside a translated paragraph.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.utils import timezone
from wagtail_localize.segments import TemplateSegmentValue

from .doubts import without_markup


class BlockStatus(models.TextChoices):
    """Status of a block whose translation is missing, outdated or not shown."""

    UNTRANSLATED = "untranslated", "Not translated: shown in English"
    HELD = "held", "Translated by a machine only: shown in English until a person reviews it"
    OUTDATED = "outdated", "Translated, but the English has changed since"


SHOWN_IN_ENGLISH = frozenset({BlockStatus.UNTRANSLATED, BlockStatus.HELD})


@dataclass(frozen=True, slots=True)
class TranslationStatus:
    """Status of the blocks of a translated page. A block without a status is up to date."""

    blocks: Mapping[str, BlockStatus] = field(default_factory=dict)
    # True from the time wagtail-localize fills the page until its blocks are merged.
    is_pending: bool = False
    # The day of the newest change of the English, by outdated block.
    changed_on: Mapping[str, date] = field(default_factory=dict)
    # Hashes of the strings in doubt that the last publication left out.
    held_back: frozenset[str] = frozenset()

    @property
    def is_up_to_date(self) -> bool:
        return not self.blocks

    @property
    def outdated(self) -> set[str]:
        return self.with_status(BlockStatus.OUTDATED)

    def with_status(self, status: BlockStatus) -> set[str]:
        return {block for block, block_status in self.blocks.items() if block_status == status}

    def is_shown_in_english(self, block: str) -> bool:
        return self.blocks.get(block) in SHOWN_IN_ENGLISH

    def shown(
        self,
        block: str,
        text: str,
        *,
        language: str,
        english_changed_at: datetime | None,
        is_draft: bool,
    ) -> "ShownText":
        """Return `text`, the content of `block`, with the language and status that readers get."""
        status, changed_on = self.blocks.get(block), None
        if status == BlockStatus.OUTDATED:
            changed_on = self.changed_on.get(block)
            if changed_on is None and english_changed_at:
                changed_on = timezone.localdate(english_changed_at)
        is_english = status in SHOWN_IN_ENGLISH
        shown_in = settings.LANGUAGE_CODE if is_english else language
        return ShownText(text, shown_in, status, changed_on, is_draft and shown_in == language)

    def holds_back(self, path: str, data: str) -> bool:
        """Return True if the last publication left out the words of `data` in the same field."""
        return bool(self.held_back) and held_back_hash(path, data) in self.held_back

    def mark(
        self, blocks: Iterable[str], status: BlockStatus, changed_on: date | None = None
    ) -> Self:
        """Return a copy in which the blocks in `blocks` have the status `status`."""
        names = list(blocks)
        days = {block: day for block, day in self.changed_on.items() if block not in names}
        if changed_on:
            days |= dict.fromkeys(names, changed_on)
        marked = {**self.blocks, **dict.fromkeys(names, status)}
        return replace(self, blocks=marked, changed_on=days)

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "blocks": {block: str(status) for block, status in self.blocks.items()}
        }
        if self.changed_on:
            data["changed_on"] = {block: str(day) for block, day in self.changed_on.items()}
        if self.held_back:
            data["held_back"] = sorted(self.held_back)
        return data | {"pending": True} if self.is_pending else data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        blocks = {block: BlockStatus(status) for block, status in data.get("blocks", {}).items()}
        days = {block: date.fromisoformat(day) for block, day in data.get("changed_on", {}).items()}
        return cls(blocks, data.get("pending", False), days, frozenset(data.get("held_back", ())))


def held_back_hash(path: str, data: str) -> str:
    """Return a hash of the words of the string `data`, and of the field in the path `path`."""
    text = f"{path.partition('.')[0]}\n{' '.join(without_markup(data).split())}"
    return sha256(text.encode(errors="replace")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ShownText:
    """Translatable text as readers get it, with its language and status.

    `text` is "" for a block of a StreamField, whose content is not a text.
    """

    text: str
    # Code of the language of the text: English if the translation is not shown.
    language: str
    status: BlockStatus | None
    # Day on which the English changed, or None if the text is up to date or the day is unknown.
    changed_on: date | None
    # True for a machine translation that no fluent reader has reviewed.
    is_draft: bool

    @property
    def is_outdated(self) -> bool:
        return self.status == BlockStatus.OUTDATED


class TranslationStatusField(models.JSONField):
    """Field for a `TranslationStatus`, which becomes pending when wagtail-localize fills the page.

    wagtail-localize sends no signal before it saves a filled page. However, it asks each
    translatable field for its segments, and later asks the field to restore them. This field
    returns one segment without text, and restores it as a pending status. `BasePage.save` and
    `BasePage.serve_preview` then call `merge.merge_if_pending`.
    """

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {"default": TranslationStatus, "editable": False}
        super().__init__(**options | kwargs)

    def get_translatable_segments(self, value: TranslationStatus) -> list[TemplateSegmentValue]:
        return [TemplateSegmentValue("", "translation_status", "translation_status", 0)]

    def restore_translated_segments(
        self, value: TranslationStatus, segments: list[TemplateSegmentValue]
    ) -> TranslationStatus:
        return TranslationStatus(is_pending=True)

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Any:
        return self.to_python(super().from_db_value(value, expression, connection))

    # `Any`: these three methods also receive lookup values and None.
    def to_python(self, value: Any) -> Any:
        return TranslationStatus.from_json(value) if isinstance(value, dict) else value

    def get_prep_value(self, value: Any) -> Any:
        return value.to_json() if isinstance(value, TranslationStatus) else value

    def value_to_string(self, obj: models.Model) -> Any:
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(self.get_prep_value(value), model_instance)
