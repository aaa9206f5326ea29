"""Translation memory: published translations of the same English sentences in other places."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation

from home.lookup import open_to_everybody, published

from .. import provenance
from ..blocks import block_of
from ..models import Provenance
from .checks import find_errors
from .lookup import RememberedTranslation, TranslatableString, readable
from .services import save_translation


def recall(strings: list[TranslatableString]) -> None:
    """Set the `memory` of untranslated strings to public translations of the same English."""
    untranslated = [string for string in strings if not string.text]
    if not untranslated:
        return
    (locale,) = {string.locale for string in untranslated}
    rows = list(
        StringTranslation.objects.filter(
            _is_in_source(),
            locale=locale,
            has_error=False,
            translation_of__in=[string.segment.string_id for string in untranslated],
        )
        .annotate(translation_key=F("context__object_id"), path=F("context__path"))
        .order_by("-updated_at")
    )
    keys = {row.translation_key for row in rows}
    pages = _public_pages(keys, locale)
    rows = [
        row
        for row in rows
        if (page := pages.get(row.translation_key)) and _is_shown(page, row.path, row)
    ]
    titles = _english_titles(keys)
    rows_by_string = defaultdict(list)
    for row in rows:
        rows_by_string[row.translation_of_id].append(row)
    for string in untranslated:
        remembered: dict[str, RememberedTranslation] = {}
        for row in rows_by_string[string.segment.string_id]:
            kind = provenance.kind_of(row.translation_type, row.tool_name)
            if string.needs_people and kind != Provenance.VOLUNTEER:
                continue
            text = readable(row.data, string.is_rich)
            title = titles.get(row.translation_key, "")
            remembered.setdefault(
                text, RememberedTranslation(text, title, kind != Provenance.VOLUNTEER)
            )
        string.memory = list(remembered.values())


def _is_in_source() -> Exists:
    return Exists(
        StringSegment.objects.filter(
            source__object_id=OuterRef("context__object_id"),
            string=OuterRef("translation_of"),
            context=OuterRef("context"),
        )
    )


def _public_pages(translation_keys: Iterable[UUID], locale: Locale) -> dict[UUID, Any]:
    pages = open_to_everybody(published(Page.objects)).filter(
        translation_key__in=translation_keys, locale=locale, alias_of=None
    )
    return {page.translation_key: page for page in pages.specific()}


def _is_shown(page: Any, path: str, row: StringTranslation) -> bool:
    published_at = page.strings_published_at or page.last_published_at
    if not published_at or row.updated_at > published_at:
        return False
    status = page.translation_status
    return not status.holds_back(path, row.data) and block_of(type(page), path) not in status.blocks


def _english_titles(translation_keys: Iterable[UUID]) -> dict[UUID, str]:
    pages = Page.objects.filter(
        translation_key__in=translation_keys, locale__language_code=settings.LANGUAGE_CODE
    )
    # Wagtail declares the manager on an abstract class without the fields of `Page`.
    return dict(pages.values_list("translation_key", "title"))  # type: ignore[misc]


def fill_from_memory(string: TranslatableString) -> bool:
    """Save the newest remembered translation of `string` as a draft. Return True if saved."""
    if not string.memory:
        return False
    remembered = string.memory[0]
    if find_errors(string, remembered.text):
        return False
    save_translation(
        string, remembered.text, by_machine=remembered.is_machine_made, tool=provenance.MEMORY
    )
    return True


def suggestion(string: TranslatableString) -> str:
    """Return the newest error-free translation by a person in the `memory` of `string`, or ""."""
    texts = [remembered.text for remembered in string.memory if not remembered.is_machine_made]
    return next((text for text in texts if not find_errors(string, text)), "")
