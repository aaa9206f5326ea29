"""Bulk saving of translated strings in short transactions.

Bulk queries send no signals. This module therefore does the work of the receivers for saved
strings (`signals.py` here, `post_save_string_translation` in wagtail-localize) for a whole batch.
"""

from typing import NamedTuple

from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation

from . import provenance, sync
from .strings.lookup import TranslatableString, storable

# A batch of this size locks SQLite for some hundredths of a second.
SIZE = 200


class TranslationChange(NamedTuple):
    """Checked text for a string that was read before the transaction."""

    string: TranslatableString
    text: str
    data: str  # `text` as it is stored

    @classmethod
    def of(cls, string, text):
        """Return the change of `string` to `text`, cleaned as `save_translation` does."""
        text = string.cleaned(text)
        return cls(string, text, storable(text, string.is_rich))


def save(changes, *, by_machine):
    """Store a batch of `changes` to one language; the caller opens the transaction.

    Unlike `save_translation`, leave a string alone if it has changed since it was read. Return two
    lists of changes that were not stored: those whose translation has changed, and those whose
    English has.
    """
    if not changes:
        return [], []
    locale = changes[0].string.locale
    strings = [change.string.segment.string_id for change in changes]
    places = [change.string.segment.context_id for change in changes]
    stored = _stored(locale, strings, places, lock=True)
    sources = {change.string.segment.source_id for change in changes}
    asked_for = set(
        StringSegment.objects.filter(
            source__in=sources, string__in=strings, context__in=places
        ).values_list("string_id", "context_id")
    )
    overtaken, gone, new, changed = [], [], {}, {}
    for change in changes:
        key = _key(change.string)
        before = stored.get(key)
        if key not in asked_for:
            gone.append(change)
        elif _state(before) != _state(change.string.stored):
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
        # A row that does not exist yet cannot be locked: the first to store it wins.
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
    _follow(locale, [change for change, _row in written.values()])
    return overtaken, gone


def _key(string):
    return string.segment.string_id, string.segment.context_id


def _state(row):
    return (row.data, row.translation_type, row.has_error) if row else None


def _stored(locale, strings, places, *, lock=False):
    """Return the translations of these strings in these contexts by (string id, context id)."""
    rows = StringTranslation.objects.filter(
        locale=locale, translation_of__in=strings, context__in=places
    ).order_by("pk")
    rows = rows.select_for_update() if lock else rows
    return {(row.translation_of_id, row.context_id): row for row in rows}


def _row(change, before, *, by_machine):
    """Return the row that `save_translation` would store."""
    row = StringTranslation(
        pk=before.pk if before else None,
        translation_of_id=change.string.segment.string_id,
        context_id=change.string.segment.context_id,
        locale=change.string.locale,
        data=change.data,
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE
        if by_machine
        else StringTranslation.TRANSLATION_TYPE_MANUAL,
    )
    provenance.note_who_wrote(row, before)
    return row


def _follow(locale, changes):
    """Do the work of the receivers of `StringTranslation` signals for all changes."""
    titles = {
        change.string.segment.context.object_id: change.data
        for change in changes
        if change.string.segment.context.path == "title"
    }
    if titles:
        pages = list(Page.objects.filter(locale=locale, translation_key__in=titles))
        for page in pages:
            page.draft_title = titles[page.translation_key]
        Page.objects.bulk_update(pages, ["draft_title"])
    keys = {change.string.segment.context.object_id for change in changes}
    sync.strings_changed(keys, locale.pk)
