"""Saving many translated strings in short transactions.

Bulk queries send no signals: what follows from a saved string (`signals.py` here, and
`post_save_string_translation` in wagtail-localize) is done here for a batch at once.
"""

from typing import NamedTuple

from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation

from . import provenance, sync
from .strings import segments

# A batch holds the lock of SQLite for some hundredths of a second.
SIZE = 200


class Change(NamedTuple):
    """A checked text for an item that was read before the transaction."""

    item: segments.Item
    text: str
    data: str  # `text` as it is stored

    @classmethod
    def of(cls, item, text):
        """Return the change of `item` to `text`, cleaned as `segments.save` does."""
        text = item.cleaned(text)
        return cls(item, text, segments.storable(text, item.is_rich))


def save(changes, *, by_machine):
    """Store a batch of `changes` to one language; to be called in a transaction of its own.

    As `segments.save`, but a string that is not as it was when the item was read is left alone.

    Returns two lists of changes: those whose translation, and those whose English, is another by now.
    """
    if not changes:
        return [], []
    locale = changes[0].item.locale
    strings = [change.item.segment.string_id for change in changes]
    places = [change.item.segment.context_id for change in changes]
    stored = _stored(locale, strings, places, lock=True)
    sources = {change.item.segment.source_id for change in changes}
    asked_for = set(
        StringSegment.objects.filter(
            source__in=sources, string__in=strings, context__in=places
        ).values_list("string_id", "context_id")
    )
    overtaken, gone, new, changed = [], [], {}, {}
    for change in changes:
        key = _key(change.item)
        before = stored.get(key)
        if key not in asked_for:
            gone.append(change)
        elif _state(before) != _state(change.item.stored):
            overtaken.append(change)
        else:
            (changed if before else new)[key] = change, _row(change, before, by_machine=by_machine)
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
        # Nothing locks a row that is not there yet: who was quicker keeps theirs.
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
        change.item.text, change.item.stored = change.text, stored[key] if key in new else row
    _follow(locale, [change for change, _row in written.values()])
    return overtaken, gone


def _key(item):
    return item.segment.string_id, item.segment.context_id


def _state(row):
    return (row.data, row.translation_type, row.has_error) if row else None


def _stored(locale, strings, places, *, lock=False):
    """Return the translations of these strings in these places by (string, context)."""
    rows = StringTranslation.objects.filter(
        locale=locale, translation_of__in=strings, context__in=places
    ).order_by("pk")
    rows = rows.select_for_update() if lock else rows
    return {(row.translation_of_id, row.context_id): row for row in rows}


def _row(change, before, *, by_machine):
    """Return the row that `segments.save` would store."""
    row = StringTranslation(
        pk=before.pk if before else None,
        translation_of_id=change.item.segment.string_id,
        context_id=change.item.segment.context_id,
        locale=change.item.locale,
        data=change.data,
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE
        if by_machine
        else StringTranslation.TRANSLATION_TYPE_MANUAL,
    )
    provenance.note_who_wrote(row, before)
    return row


def _follow(locale, changes):
    """Do what the signals of `StringTranslation` would do for each."""
    titles = {
        change.item.segment.context.object_id: change.data
        for change in changes
        if change.item.segment.context.path == "title"
    }
    if titles:
        pages = list(Page.objects.filter(locale=locale, translation_key__in=titles))
        for page in pages:
            page.draft_title = titles[page.translation_key]
        Page.objects.bulk_update(pages, ["draft_title"])
    keys = {change.item.segment.context.object_id for change in changes}
    sync.strings_changed(keys, locale.pk)
