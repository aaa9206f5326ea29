"""Strings of a translation that are new since a fluent reader last reviewed them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from wagtail_localize.models import StringTranslation

from ..models import StringReview
from ..teamwork.versions import VersionSummary, author_of, summaries_of
from .lookup import FormerTranslation, TranslatableString, readable


@dataclass(frozen=True)
class StringChange:
    """Change of one string since its last review."""

    string: TranslatableString
    # The text that was last reviewed, or the last text of a deleted translation.
    before: str
    # Author and time of the newest version.
    by: str
    at: datetime | None
    reviewed_on: date | None
    former: FormerTranslation | None
    version_count: int

    @property
    def after(self) -> str:
        return self.string.text


def changes_since_review(strings: list[TranslatableString]) -> list[StringChange]:
    """Return the changes of `strings`, all of one page, since their last reviews."""
    if not strings:
        return []
    reviews = {
        review.string_translation_id: review
        for review in StringReview.objects.filter(
            string_translation__in=[string.stored for string in strings if string.stored]
        )
    }
    summaries = summaries_of([string.ids for string in strings], strings[0].locale.pk)
    formers = _former_translations(strings)
    changes = []
    for string in strings:
        summary = summaries.get(string.ids)
        former = formers.get(string.key) or string.former
        if not string.is_reviewed and (string.stored or summary or former):
            review = reviews.get(string.stored.pk) if string.stored else None
            changes.append(_change(string, summary, review, former))
    return changes


def _change(
    string: TranslatableString,
    summary: VersionSummary | None,
    review: StringReview | None,
    former: FormerTranslation | None,
) -> StringChange:
    before = review.data if review else ""
    if not string.stored and summary and summary.last_text:
        before = summary.last_text.data
    return StringChange(
        string,
        readable(before, string.is_rich),
        author_of(summary.newest) if summary else "",
        summary.newest.saved_at if summary else None,
        review.reviewed_on if review else None,
        former,
        summary.total if summary else 0,
    )


def _former_translations(strings: list[TranslatableString]) -> dict[str, FormerTranslation]:
    # If a text had several strings, it is not certain which one was replaced.
    counts = Counter(string.segment.context_id for string in strings)
    alone: dict[int | None, TranslatableString] = {
        string.segment.context_id: string
        for string in strings
        if counts[string.segment.context_id] == 1
    }
    rows = (
        StringTranslation.objects.filter(
            locale=strings[0].locale, context__in=alone, has_error=False
        )
        .select_related("translation_of")
        .order_by("updated_at")
    )
    found = {}
    for row in rows:
        string = alone[row.context_id]
        if row.translation_of_id != string.segment.string_id:
            found[string.key] = FormerTranslation(
                readable(row.translation_of.data, string.is_rich),
                readable(row.data, string.is_rich),
            )
    return found
