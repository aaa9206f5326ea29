"""Bulk saving of translated strings in short transactions.

Bulk queries send no signals, so this module does the work of the signal receivers itself.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation

from home.people.models import User

from . import provenance, sync
from .strings.lookup import TranslatableString, storable
from .teamwork import versions

# A batch of this size locks SQLite for a few hundredths of a second.
SIZE = 200

# Primary keys of a `String` and its `TranslationContext`.
_Key = tuple[int, int | None]


class TranslationChange(NamedTuple):
    """New text for a string that was read before the transaction began."""

    string: TranslatableString
    text: str
    data: str  # `text` as it is stored

    @classmethod
    def of(cls, string: TranslatableString, text: str) -> Self:
        text = string.cleaned(text)
        return cls(string, text, storable(text, string.is_rich))


def save(
    changes: Sequence[TranslationChange], *, by_machine: bool, translator: User | None = None
) -> tuple[list[TranslationChange], list[TranslationChange]]:
    """Save `changes`, all in one language, in a transaction that the caller opens.

    Return two lists of changes that were not saved: first those whose translation has changed since
    it was read, then those whose English string is gone.
    """
    if not changes:
        return [], []
    (locale,) = {change.string.locale for change in changes}
    strings = [change.string.segment.string_id for change in changes]
    places = [change.string.segment.context_id for change in changes]
    stored = _stored(locale, strings, places, lock=True)
    sources = {change.string.segment.source_id for change in changes}
    asked_for = set(
        StringSegment.objects.filter(
            source__in=sources, string__in=strings, context__in=places
        ).values_list("string_id", "context_id")
    )
    overtaken: list[TranslationChange] = []
    gone: list[TranslationChange] = []
    new: dict[_Key, tuple[TranslationChange, StringTranslation]] = {}
    changed: dict[_Key, tuple[TranslationChange, StringTranslation]] = {}
    for change in changes:
        key = _key(change.string)
        before = stored.get(key)
        if key not in asked_for:
            gone.append(change)
        elif _state(before) != _state(change.string.stored):
            overtaken.append(change)
        else:
            (changed if before else new)[key] = (
                change,
                _row(change, before, by_machine=by_machine, translator=translator),
            )
    if changed:
        StringTranslation.objects.bulk_create(
            [row for _change, row in changed.values()],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[
                *("data", "translation_type", "tool_name", "last_translated_by"),
                *("updated_at", "has_error", "field_error"),
            ],
        )
    if new:
        # A row that does not exist yet cannot be locked: the first transaction to store it wins.
        StringTranslation.objects.bulk_create(
            [row for _change, row in new.values()], ignore_conflicts=True
        )
        stored = _stored(locale, strings, places)
        for key, (change, row) in list(new.items()):
            if _state(stored[key]) != _state(row):
                overtaken.append(change)
                del new[key]
    written = changed | new
    for key, (change, row) in written.items():
        change.string.text, change.string.stored = change.text, stored[key] if key in new else row
    versions.record(stored[key] if key in new else row for key, (_change, row) in written.items())
    _follow(locale, [change for change, _row in written.values()])
    return overtaken, gone


def _key(string: TranslatableString) -> _Key:
    return string.segment.string_id, string.segment.context_id


def _state(row: StringTranslation | None) -> tuple[str, str, bool] | None:
    return (row.data, row.translation_type, row.has_error) if row else None


def _stored(
    locale: Locale, strings: Iterable[int], places: Iterable[int], *, lock: bool = False
) -> dict[_Key, StringTranslation]:
    rows = StringTranslation.objects.filter(
        locale=locale, translation_of__in=strings, context__in=places
    ).order_by("pk")
    rows = rows.select_for_update() if lock else rows
    return {(row.translation_of_id, row.context_id): row for row in rows}


def _row(
    change: TranslationChange,
    before: StringTranslation | None,
    *,
    by_machine: bool,
    translator: User | None,
) -> StringTranslation:
    row = StringTranslation(
        pk=before.pk if before else None,
        translation_of_id=change.string.segment.string_id,
        context_id=change.string.segment.context_id,
        locale=change.string.locale,
        data=change.data,
        last_translated_by=translator,
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE
        if by_machine
        else StringTranslation.TRANSLATION_TYPE_MANUAL,
    )
    provenance.note_who_wrote(row, before)
    return row


def _follow(locale: Locale, changes: Iterable[TranslationChange]) -> None:
    titles = {
        change.string.segment.context.object_id: change.data
        for change in changes
        if change.string.segment.context.path == "title"
    }
    if titles:
        pages = list(Page.objects.filter(locale=locale, translation_key__in=titles))
        for page in pages:
            page.draft_title = titles[page.translation_key]  # type: ignore[attr-defined]  # see below
        # Wagtail declares the manager on an abstract class without the fields of `Page`.
        Page.objects.bulk_update(pages, ["draft_title"])  # type: ignore[misc]
    keys = {change.string.segment.context.object_id for change in changes}
    sync.strings_changed(keys, locale.pk)
