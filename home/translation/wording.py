"""Comparison of English strings by their words, to keep translations when only the format changes.

wagtail-localize finds a translation by the exact English string in the exact place. Without this
module, the same words would lose their translation if an editor set one in bold, removed a space or
inserted a block again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource
from wagtail_localize.strings import StringValue

from . import blocks
from .models import Pronunciation, StringConfirmation, StringReview
from .pages import TranslatablePage
from .same_words import FORMATTING, LINK, Choice, Key, words_of
from .teamwork import versions

_COPIED = [
    "data",
    "translation_type",
    "tool_name",
    "last_translated_by",
    "created_at",
    "updated_at",
]


@dataclass(frozen=True)
class EnglishChange:
    """Comparison of a just-published English page with its previous version, block by block.

    A block in neither set has only a new format, link target or picture.
    """

    unchanged: Set[str]
    reworded: Set[str]


def words_by_block(source: TranslationSource) -> dict[str, set[str]]:
    """Return the words of the strings of `source`, by block."""
    model: Any = source.specific_content_type.model_class()  # a subclass of `BasePage`
    words = defaultdict(set)
    for segment in _segments(source):
        words[blocks.block_of(model, segment.context.path)].add(words_of(segment.string.data))
    return dict(words)


def _segments(source: TranslationSource) -> QuerySet[StringSegment]:
    segments = StringSegment.objects.filter(source=source).order_by("order")
    return segments.select_related("string", "context")


def keys_of(source: TranslationSource) -> list[Key]:
    """Return the primary keys of the strings of `source` and their contexts, in order."""
    return [(segment.string_id, segment.context_id) for segment in _segments(source)]


def carry_translations(source: TranslationSource, former: Sequence[Key] = ()) -> None:
    """Give the new strings of `source` the translations of the same words in the same field.

    `former` has the `keys_of` the source before it was updated.
    """
    segments = list(_segments(source))
    rows = list(
        StringTranslation.objects.filter(context__object_id=source.object_id)
        .select_related("translation_of", "context", "review", "confirmation")
        .order_by("updated_at")
    )
    choice = Choice(segments, rows, former, versions.deletions_of(source.object_id))
    carried: dict[tuple[int, int, int], tuple[StringTranslation, StringTranslation]] = {}
    for segment, locale_id, row in choice.find_all():
        before = choice.known.get((locale_id, segment.string_id, segment.context_id))
        carried[locale_id, segment.string_id, segment.context_id] = (
            row,
            _copy(row, segment, before),
        )
    StringTranslation.objects.filter(pk__in=choice.gone).delete()
    if carried:
        _store(list(carried.values()))
        _carry_pronunciations(segments, [row for row, _new in carried.values()])


def _copy(
    row: StringTranslation, segment: StringSegment, before: StringTranslation | None
) -> StringTranslation:
    return StringTranslation(
        pk=before.pk if before else None,
        translation_of=segment.string,
        context=segment.context,
        locale_id=row.locale_id,
        data=_formatted_like(segment.string.data, row.data),
        translation_type=row.translation_type,
        tool_name=row.tool_name,
        last_translated_by_id=row.last_translated_by_id,
    )


def _formatted_like(english: str, data: str) -> str:
    for markup in (FORMATTING, LINK):
        if not markup.search(english):
            data = markup.sub("", data)
    return data


def _store(pairs: list[tuple[StringTranslation, StringTranslation]]) -> None:
    copies = [copy for _row, copy in pairs]
    # The signals of `save` would withdraw approvals.
    StringTranslation.objects.bulk_create([copy for copy in copies if copy.pk is None])
    reviews, confirmations = [], []
    for (row, _copy), copy in zip(pairs, copies, strict=True):
        copy.created_at, copy.updated_at = row.created_at, row.updated_at
        if hasattr(row, "review") and row.review.data == row.data:
            review = row.review
            reviews.append(
                StringReview(
                    string_translation=copy,
                    data=copy.data,
                    reviewed_on=review.reviewed_on,
                    reviewed_by_id=review.reviewed_by_id,
                )
            )
        if hasattr(row, "confirmation") and row.confirmation.data == row.data:
            confirmations.append(
                StringConfirmation(
                    string_translation=copy,
                    data=copy.data,
                    confirmed_by_id=row.confirmation.confirmed_by_id,
                )
            )
    StringTranslation.objects.bulk_update(copies, _COPIED)
    StringReview.objects.filter(string_translation__in=copies).delete()
    StringReview.objects.bulk_create(reviews)
    StringConfirmation.objects.filter(string_translation__in=copies).delete()
    StringConfirmation.objects.bulk_create(confirmations)
    versions.carry(pairs)


def _carry_pronunciations(
    segments: Iterable[StringSegment], rows: Iterable[StringTranslation]
) -> None:
    former = {row.translation_of_id: words_of(row.translation_of.data) for row in rows}
    stored = Pronunciation.objects.filter(string__in=former)
    texts = {(one.locale_id, former[one.string_id]): one.text for one in stored}
    strings = {segment.string_id: words_of(segment.string.data) for segment in segments}
    Pronunciation.objects.bulk_create(
        [
            Pronunciation(string_id=string_id, locale_id=locale_id, text=text)
            for string_id, words in strings.items()
            for (locale_id, same_words), text in texts.items()
            if words == same_words and string_id not in former
        ],
        ignore_conflicts=True,
    )


def follow_pronunciations(page: TranslatablePage, published: dict[str, str]) -> dict[str, str]:
    """Return the pronunciations in `published`, also for lines of `page` with only a new format."""
    if not published:
        return {}
    by_words = {_words_of_plain(line): text for line, text in published.items()}
    lines = {
        segment.string.as_value().render_text()
        for segment in StringSegment.objects.filter(
            source__object_id=page.translation_key
        ).select_related("string")
    }
    follow = {line: by_words.get(_words_of_plain(line)) for line in lines}
    return published | {line: text for line, text in follow.items() if text}


def _words_of_plain(line: str) -> str:
    return words_of(StringValue.from_plaintext(line).data)
