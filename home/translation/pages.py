"""Interface of the page models that this package translates.

The page models import this package, so this package cannot import `BasePage`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.db.models.options import Options

from .status import TranslationStatus


class TranslatablePage(Protocol):
    """Attributes of `BasePage` that translation uses, for type annotations."""

    _meta: "ClassVar[Options[Any]]"  # quoted: Django cannot subscript it when this is loaded
    objects: Any  # a manager, of another class for each model

    # Fields and methods of Wagtail's `Page`; the methods have no annotations there.
    pk: int
    live: bool
    slug: str
    locale_id: int
    translation_key: UUID
    last_published_at: datetime | None
    live_revision: Any

    def get_deferred_fields(self) -> set[str]: ...
    def get_translations(self, inclusive: bool = False) -> Any: ...
    def get_translation_or_none(self, locale: Any) -> Any: ...
    def permissions_for_user(self, user: Any) -> Any: ...
    def save_revision(self) -> Any: ...

    # `TranslationFields`
    translation_status: TranslationStatus
    strings_published_at: datetime | None
    english_changed_at: datetime | None
    returns_with_english: bool
    pronunciations: dict[str, str]
    provenance: str
    reviewed_on: date | None
    translator_id: int | None

    # `BasePage`
    urgent_fix: bool

    @property
    def language(self) -> str: ...
    @property
    def is_source(self) -> bool: ...
    @property
    def source(self) -> "TranslatablePage": ...
    @property
    def translatable(self) -> Sequence[str]: ...
    @property
    def core_fields(self) -> Sequence[str]: ...
    @property
    def spoken_fields(self) -> Sequence[str]: ...
    @property
    def own_fields(self) -> Sequence[str]: ...
    @property
    def core_needs_people(self) -> bool: ...


def core_labels(page: Any) -> dict[str, str]:
    """Return the labels of the core fields of `page`, a page or a page class, by field name."""
    fields = {field.name: field for field in page._meta.fields}
    return {name: str(fields[name].verbose_name) for name in page.core_fields}
