"""Choice among stored translations of strings that have the same words."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from wagtail_localize.models import StringSegment, StringTranslation

from .teamwork.versions import Deletion

# Primary keys of a `String` and its `TranslationContext`.
Key = tuple[int, int | None]

FORMATTING = re.compile(r"</?(?:b|strong|i|em)\b[^>]*>", re.IGNORECASE)
LINK = re.compile(r"</?a\b[^>]*>", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b\u2060]")
_SPACE = re.compile(r"(?:<br\b[^>]*>|&nbsp;|\s)+", re.IGNORECASE)  # \s includes no-break spaces
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_ESCAPED_QUOTES = (("&#39;", "'"), ("&#x27;", "'"), ("&quot;", '"'))


def words_of(data: str) -> str:
    """Return the stored string `data` without formatting, with simple spaces and quotation marks.

    Links stay, because a translator must decide which words are the link.
    """
    text = _INVISIBLE.sub("", FORMATTING.sub("", data))
    for escaped, quote in _ESCAPED_QUOTES:
        text = text.replace(escaped, quote)
    return _SPACE.sub(" ", text.translate(_QUOTES)).strip()


def _with_and_without_links(data: str) -> set[str]:
    # A translation also fits if the English has lost its links.
    return {words_of(data), words_of(LINK.sub("", data))}


def _key_of(row: StringTranslation) -> Key:
    return row.translation_of_id, row.context_id


class Choice:
    """Choice of stored translations for the strings of a source that has just changed."""

    def __init__(
        self,
        segments: Sequence[StringSegment],
        rows: Sequence[StringTranslation],
        former: Sequence[Key],
        deletions: Sequence[Deletion],
    ) -> None:
        """Prepare the choice. `rows` must be in the order of time."""
        unique = {(segment.string_id, segment.context_id): segment for segment in segments}
        self.segments = list(unique.values())  # a sentence may be repeated in one place
        self.known = {(row.locale_id, *_key_of(row)): row for row in rows}
        self.locales = sorted({row.locale_id for row in rows})
        self._current = set(unique)
        self._former = {key: place for place, key in enumerate(former)}
        self._deleted: dict[tuple[int, int | None, str], datetime] = {
            (deletion.locale_id, deletion.context_id, words): deletion.at
            for deletion in sorted(deletions, key=lambda deletion: deletion.at)
            for words in _with_and_without_links(deletion.english)
        }
        self._rows: defaultdict[tuple[str, str, int], list[StringTranslation]] = defaultdict(list)
        for row in rows:
            if row.has_error or not row.context:
                continue
            field = row.context.path.partition(".")[0]
            for words in _with_and_without_links(row.translation_of.data):
                if not self._is_deleted(row, row.context_id, words):
                    self._rows[field, words, row.locale_id].append(row)
        self._taken: set[int] = set()
        # IDs of translations that would return although somebody deleted a later format of them.
        self.gone: set[int] = set()

    def _is_deleted(self, row: StringTranslation, context_id: int | None, words: str) -> bool:
        deleted_at = self._deleted.get((row.locale_id, context_id, words))
        return deleted_at is not None and row.updated_at <= deleted_at

    def find_all(self) -> Iterator[tuple[StringSegment, int, StringTranslation]]:
        """Yield (string, primary key of a locale, translation) for each string that gets one."""
        moved = []
        for segment in self.segments:
            field, words = segment.context.path.partition(".")[0], words_of(segment.string.data)
            for locale_id in self.locales:
                rows = [
                    row
                    for row in self._rows[field, words, locale_id]
                    if not self._is_deleted(row, segment.context_id, words)
                ]
                before = self.known.get((locale_id, segment.string_id, segment.context_id))
                here = [row for row in rows if row.context_id == segment.context_id]
                if before and self._is_deleted(before, segment.context_id, words):
                    self.gone.add(before.pk)
                elif before:
                    if row := self._newer(here, before):
                        yield segment, locale_id, row
                elif here:
                    yield segment, locale_id, self._take(here)
                elif rows:
                    moved.append((segment, locale_id, rows))
        # They come last, so that they take no translation from a string in its own place.
        for segment, locale_id, rows in moved:
            yield segment, locale_id, self._take(rows)

    def _newer(
        self, rows: Sequence[StringTranslation], before: StringTranslation
    ) -> StringTranslation | None:
        former = [row for row in rows if _key_of(row) not in self._current]
        if not former or before.has_error or former[-1].updated_at <= before.updated_at:
            return None
        return former[-1]

    def _take(self, rows: Sequence[StringTranslation]) -> StringTranslation:
        free = [row for row in rows if row.pk not in self._taken]
        lost = [row for row in free if _key_of(row) not in self._current]
        just_lost = [row for row in lost if _key_of(row) in self._former]
        still_there = [row for row in rows if _key_of(row) in self._current]
        if just_lost:
            found = min(just_lost, key=lambda row: self._former[_key_of(row)])
        elif still_there:
            found = still_there[-1]
        elif lost:
            newest = {row.context_id or 0: row for row in lost}
            found = newest[min(newest)]
        else:
            found = rows[-1]
        self._taken.add(found.pk)
        return found
