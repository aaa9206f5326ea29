"""Doubts about pages that are written by hand, not string by string with wagtail-localize."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from .blocks import block_of
from .doubts import Doubt, DoubtKind, equals_english, find_doubts, without_markup
from .pages import TranslatablePage


class PlacedText(NamedTuple):
    """Text at a content path of a page, without markup."""

    path: str
    text: str


@dataclass(frozen=True)
class DoubtfulText:
    """Text that is in doubt, with its English, which is "" if unknown."""

    path: str
    english: str
    text: str
    doubts: tuple[Doubt, ...]
    # One text, or several that were compared as one.
    parts: frozenset[PlacedText]


def find_doubtful(page: TranslatablePage) -> list[DoubtfulText]:
    """Return the texts of the translated `page` that raise doubts beside its English page."""
    english = _texts_by_path(page.source) if page.source is not page else {}
    own = _texts_by_path(page)
    found: list[DoubtfulText] = []
    # Lists, not sets, so that the texts stay in the order of the page.
    for path in [path for path in own if path in english]:
        found += _compare(path, english[path], own[path], page)
    # Texts at paths that only one of the pages has are compared together, per field.
    moved: defaultdict[str, list[PlacedText]] = defaultdict(list)
    unmatched: defaultdict[str, list[PlacedText]] = defaultdict(list)
    for path in [path for path in english if path not in own]:
        unmatched[_field_of(path)] += english[path]
    for path in [path for path in own if path not in english]:
        moved[_field_of(path)] += own[path]
    for field, texts in moved.items():
        found += _compare(field, unmatched[field], texts, page)
    order = list(own)
    return sorted(found, key=lambda one: order.index(one.path) if one.path in own else len(order))


def _compare(
    place: str, english: list[PlacedText], texts: list[PlacedText], page: TranslatablePage
) -> Iterable[DoubtfulText]:
    is_spoken, language = _field_of(place) in page.spoken_fields, page.language
    if len(english) == len(texts):
        for before, after in zip(english, texts, strict=True):
            doubts = find_doubts(before.text, after.text, language, is_spoken=is_spoken)
            if doubts:
                yield DoubtfulText(after.path, before.text, after.text, doubts, frozenset([after]))
        return
    # It is unknown which English text belongs to which translated text.
    whole_english = "\n".join(one.text for one in english)
    for after in texts:
        same = next((one.text for one in english if equals_english(one.text, after.text)), None)
        of_whole = find_doubts(whole_english, after.text, language, is_spoken=is_spoken)
        doubts = tuple(doubt for doubt in of_whole if doubt.kind == DoubtKind.ENGLISH_WORDS)
        if same is not None:
            doubts = (Doubt(DoubtKind.SAME),)
        if doubts:
            yield DoubtfulText(after.path, same or "", after.text, doubts, frozenset([after]))
    if english:
        yield from _compare_whole(place, whole_english, texts, language)


def _compare_whole(
    place: str, english: str, texts: list[PlacedText], language: str
) -> Iterator[DoubtfulText]:
    whole = "\n".join(one.text for one in texts)
    of_words = (DoubtKind.SAME, DoubtKind.ENGLISH_WORDS)
    found = find_doubts(english, whole, language)
    if doubts := tuple(doubt for doubt in found if doubt.kind not in of_words):
        yield DoubtfulText(place, english, whole, doubts, frozenset(texts))


def public_texts(live: TranslatablePage | None) -> set[PlacedText]:
    """Return the texts in blocks of `live` that are up to date, or an empty set for None."""
    if live is None:
        return set()
    statuses = live.translation_status.blocks
    return {
        one
        for path, texts in _texts_by_path(live).items()
        if block_of(type(live), path) not in statuses
        for one in texts
    }


def _texts_by_path(page: TranslatablePage) -> dict[str, list[PlacedText]]:
    found: defaultdict[str, list[PlacedText]] = defaultdict(list)
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            text = without_markup(segment.string.data)
            found[segment.path].append(PlacedText(segment.path, text))
    return dict(found)


def _field_of(path: str) -> str:
    return path.partition(".")[0]
