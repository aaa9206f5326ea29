"""Provenance of the strings of a translated page: by whom or what they were translated.

It is kept string by string, and told to readers page by page.
"""

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation

from .blocks import block_of
from .models import Provenance

# Values of `tool_name` of a string translation.
EDITED = "machine draft, edited"
MEMORY = "memory"


def current_strings(page: Page) -> QuerySet[StringTranslation]:
    """Return the string translations that the translated `page` is made of; none if it was stopped.

    Only those that the current source asks for: a sentence that the English page no longer has
    says nothing about the text that a reader sees.
    """
    asked_for = StringSegment.objects.filter(
        source__object_id=page.translation_key,
        source__locale__language_code=settings.LANGUAGE_CODE,
        source__translations__target_locale=OuterRef("locale"),
        source__translations__enabled=True,
        string=OuterRef("translation_of"),
        context=OuterRef("context"),
    )
    return StringTranslation.objects.filter(
        Exists(asked_for), locale_id=page.locale_id, has_error=False
    )


def unpublished_strings(page: Page) -> QuerySet[StringTranslation]:
    """Return the string translations that were saved after the live `page` was last published."""
    as_of = page.strings_published_at or page.last_published_at
    return current_strings(page).filter(updated_at__gt=as_of) if as_of else current_strings(page)


def kind_of(translation_type: str, tool_name: str) -> Provenance:
    """Return the provenance of one string translation."""
    if translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE:
        return Provenance.MACHINE
    return Provenance.EDITED if tool_name == EDITED else Provenance.VOLUNTEER


def note_who_wrote(string_translation: StringTranslation, before: StringTranslation | None) -> None:
    """Record on a string that is about to be saved whether a machine made its first draft.

    `before` is the stored row, None for a new one. A person who sends a machine's text back
    unchanged has not made it their own.
    """
    if before is None or string_translation.translation_type != "manual":
        return
    was = kind_of(before.translation_type, before.tool_name)
    if was == Provenance.MACHINE and before.data == string_translation.data:
        string_translation.translation_type = before.translation_type
        # Whoever sends it has looked at it.
        string_translation.tool_name = "" if before.tool_name == MEMORY else before.tool_name
    elif was in (Provenance.MACHINE, Provenance.EDITED):
        string_translation.tool_name = EDITED


def update(page: Page) -> None:
    """Set the provenance, the translator and the day of review of the translated `page`; not saved.

    One machine-made string makes the whole page a machine draft. The page is reviewed if every
    string is, as it reads now. As long as readers have text that is no current string (its English
    has changed, or its translator has not published a change), the page stays what it was or
    gets worse.
    """
    rows = list(current_strings(page).select_related("review").order_by("updated_at"))
    as_of = page.strings_published_at
    published = [row for row in rows if not as_of or row.updated_at <= as_of]
    if not rows:
        return  # nothing was translated yet, or the page is written by hand
    has_other_text = page.translation_status.outdated or len(published) < len(rows)
    kinds = {kind_of(row.translation_type, row.tool_name) for row in published}
    if has_other_text:
        kinds.add(page.provenance)
    for kind in (Provenance.MACHINE, Provenance.EDITED, Provenance.VOLUNTEER):
        if kind in kinds:
            page.provenance = kind
            break
    reviews = [
        row.review for row in published if hasattr(row, "review") and row.review.data == row.data
    ]
    if len(reviews) < len(published) or (has_other_text and not page.reviewed_on):
        page.reviewed_on = None
    elif reviews:
        page.reviewed_on = max(review.reviewed_on for review in reviews)
    translators = [row.last_translated_by_id for row in published if row.last_translated_by_id]
    page.translator_id = translators[-1] if translators else None


def blocks_for_people(page: Page) -> set[str]:
    """Return the core blocks of the translated `page` that a person must translate or review first.

    A machine may have translated them while nobody could come to harm by them: an alert that was
    over can begin anew.
    """
    if not page.source.core_needs_people:
        return set()
    paths = (
        current_strings(page)
        .filter(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
        .exclude(review__data=F("data"))
        .values_list("context__path", flat=True)
    )
    blocks = {block_of(type(page), path) for path in paths}
    return {block for block in blocks if block.partition(".")[0] in page.core_fields}
