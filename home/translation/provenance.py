"""Provenance of translations (made by people, by a machine, or by both) and their reviews.

Provenance is stored for each string. The provenance of a page, which readers see, is derived from
that of its strings.
"""

import json

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from wagtail_localize.models import SegmentOverride, StringSegment, StringTranslation
from wagtail_localize.segments.extract import quote_path_component

from home.people.models import User

from .blocks import block_of
from .models import Provenance
from .pages import TranslatablePage

# Values of `tool_name` of a string translation.
EDITED = "machine draft, edited"
MEMORY = "memory"


def current_strings(page: TranslatablePage) -> QuerySet[StringTranslation]:
    """Return the error-free translations of the strings that the English page has now.

    The set is empty if the translation of `page` was stopped.
    """
    in_source = StringSegment.objects.filter(
        source__object_id=page.translation_key,
        source__locale__language_code=settings.LANGUAGE_CODE,
        source__translations__target_locale=OuterRef("locale"),
        source__translations__enabled=True,
        string=OuterRef("translation_of"),
        context=OuterRef("context"),
    )
    return StringTranslation.objects.filter(
        Exists(in_source), locale_id=page.locale_id, has_error=False
    )


def unpublished_strings(page: TranslatablePage) -> QuerySet[StringTranslation]:
    """Return the string translations of `page` that its last publication did not include."""
    as_of = page.strings_published_at or page.last_published_at
    strings = current_strings(page)
    if not as_of:
        return strings
    is_newer = Q(updated_at__gt=as_of)
    status = page.translation_status
    if status.held_back:
        rows = strings.values_list("pk", "context__path", "data")
        is_newer |= Q(pk__in=[pk for pk, path, data in rows if status.holds_back(path, data)])
    return strings.filter(is_newer)


def kind_of(translation_type: str, tool_name: str) -> Provenance:
    """Return the provenance of a string translation, given two of its fields."""
    if translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE:
        return Provenance.MACHINE
    return Provenance.EDITED if tool_name == EDITED else Provenance.VOLUNTEER


def is_own(row: StringTranslation, user_id: int | None) -> bool:
    """Return True if the user wrote the text of `row`, and it is not a machine draft."""
    is_machine_made = row.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE
    return user_id is not None and row.last_translated_by_id == user_id and not is_machine_made


def strings_with_targets_by(page: TranslatablePage, user: User) -> set[int]:
    """Return the IDs of the string translations of `page` in which `user` chose a link target."""
    chosen = set(
        SegmentOverride.objects.filter(
            locale=page.locale_id,
            context__object_id=page.translation_key,
            last_translated_by=user,
        ).values_list("context__path", flat=True)
    )
    if not chosen:
        return set()
    linked = {
        (segment.string_id, segment.context_id)
        for segment in StringSegment.objects.filter(
            source__object_id=page.translation_key,
            source__locale__language_code=settings.LANGUAGE_CODE,
        ).select_related("context")
        for tag in (json.loads(segment.attrs or "{}") or {}).values()
        if f"{segment.context.path}.{quote_path_component(tag.get('href', ''))}" in chosen
    }
    rows = current_strings(page).values_list("pk", "translation_of", "context")
    return {pk for pk, string_id, context_id in rows if (string_id, context_id) in linked}


def is_reviewed(row: StringTranslation) -> bool:
    """Return True if the current text of `row` has a review by somebody who did not write it."""
    review = getattr(row, "review", None)
    return bool(review and review.data == row.data and not is_own(row, review.reviewed_by_id))


def note_who_wrote(string_translation: StringTranslation, before: StringTranslation | None) -> None:
    """Set the provenance of a string translation before it replaces `before`, the stored row."""
    if before is None or string_translation.translation_type != "manual":
        return
    was = kind_of(before.translation_type, before.tool_name)
    # A machine draft that a person saves without a change remains a machine draft.
    if was == Provenance.MACHINE and before.data == string_translation.data:
        string_translation.translation_type = before.translation_type
        # Saving a text from memory confirms it.
        string_translation.tool_name = "" if before.tool_name == MEMORY else before.tool_name
    elif was in (Provenance.MACHINE, Provenance.EDITED):
        string_translation.tool_name = EDITED


def update(page: TranslatablePage) -> None:
    """Set the provenance, translator and review date of `page` from its strings, without saving."""
    strings = current_strings(page).select_related("review", "context")
    rows = list(strings.order_by("updated_at"))
    as_of, status = page.strings_published_at, page.translation_status
    published = [
        row
        for row in rows
        if (not as_of or row.updated_at <= as_of)
        and not (row.context and status.holds_back(row.context.path, row.data))
    ]
    if not rows:
        return  # nothing is translated yet, or the page is written by hand
    has_other_text = status.outdated or len(published) < len(rows)
    kinds: set[str] = {kind_of(row.translation_type, row.tool_name) for row in published}
    # Readers still see some of the previous text.
    if has_other_text:
        kinds.add(page.provenance)
    for kind in (Provenance.MACHINE, Provenance.EDITED, Provenance.VOLUNTEER):
        if kind in kinds:
            page.provenance = kind
            break
    reviews = [row.review for row in published if is_reviewed(row)]
    if len(reviews) < len(published) or (has_other_text and not page.reviewed_on):
        page.reviewed_on = None
    elif reviews:
        page.reviewed_on = max(review.reviewed_on for review in reviews)
    translators = [row.last_translated_by_id for row in published if row.last_translated_by_id]
    page.translator_id = translators[-1] if translators else None


def blocks_for_people(page: TranslatablePage) -> set[str]:
    """Return the core blocks of `page` whose machine drafts people must still replace or review."""
    if not page.source.core_needs_people:
        return set()
    paths = (
        current_strings(page)
        .filter(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
        .exclude(review__data=F("data"))  # by anybody: a machine draft is nobody's own
        .values_list("context__path", flat=True)
    )
    blocks = {block_of(type(page), path) for path in paths}
    return {block for block in blocks if block.partition(".")[0] in page.core_fields}
