"""How the words of a translated page were made, and whether a fluent reader has reviewed them.

Both are kept string by string, and told to readers page by page.
"""

from django.conf import settings
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from wagtail.log_actions import log
from wagtail_localize.models import StringSegment, StringTranslation

from . import words
from .models import Provenance, StringReview

# What stands in `tool_name` of a string translation.
EDITED = "machine draft, edited"
MEMORY = "memory"


class CannotSignOff(Exception):
    """The page has words that nobody can sign off with it; the message says which, in English."""


def current_strings(page):
    """The string translations that the translated `page` is made of; none where it was stopped.

    Only those that the current source still asks for: a sentence that the English
    page no longer has says nothing about the text that a reader sees.
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


def kind_of(translation_type, tool_name):
    """The `Provenance` of one string translation."""
    if translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE:
        return Provenance.MACHINE
    return Provenance.EDITED if tool_name == EDITED else Provenance.VOLUNTEER


def note_who_wrote(string_translation, before):
    """Keep in mind that a machine made the first draft of a string, on whatever road it is changed.

    `before` is the row as it was, None for a new one. A person who sends a
    machine's words back unchanged has not made them their own.
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


def update(page):
    """Set how the translated `page` was made, by whom, and since when it is reviewed; not saved.

    One machine-made string makes the whole a machine draft. It is reviewed when
    every string is, in the words that it has now. Where readers still have text that
    is no current string (its English has changed, or its translator has changed it
    and not published it), the page stays what it was, or gets worse.
    """
    rows = list(current_strings(page).select_related("review").order_by("updated_at"))
    as_of = words.as_of(page)
    published = [row for row in rows if not as_of or row.updated_at <= as_of]
    if not rows:
        return  # nothing was translated yet, or the page is written by hand
    has_other_text = words.stale_units(page) or len(published) < len(rows)
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


def units_for_people(page):
    """The units of the translated `page` that a machine wrote, nobody reviewed, and people must write.

    A machine may have written them while nobody could come to harm by them: an
    alert that was over can begin anew.
    """
    if not page.source.core_needs_people:
        return set()
    paths = (
        current_strings(page)
        .filter(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
        .exclude(review__data=F("data"))
        .values_list("context__path", flat=True)
    )
    units = {words.unit_of(type(page), path) for path in paths}
    return {unit for unit in units if unit.partition(".")[0] in page.core_words}


def unpublished_strings(page):
    """The string translations that were written after the live `page` was last published."""
    as_of = words.as_of(page) or page.last_published_at
    return current_strings(page).filter(updated_at__gt=as_of) if as_of else current_strings(page)


def sign_off(page, *, by):
    """Record that the fluent reader `by` has reviewed the words of the translated `page` today.

    The name goes to the audit log only.

    Raises:
        CannotSignOff: strings were written since, which nobody can have read on the page; or it
            has text that is older than its English.
    """
    if unpublished_strings(page).exists():
        raise CannotSignOff("Some words are newer than the published page. Publish first.")
    if words.stale_units(page):
        raise CannotSignOff("The English has changed. Translate what is new and publish first.")
    today = timezone.localdate()
    StringReview.objects.bulk_create(
        [
            StringReview(string_translation=row, data=row.data, reviewed_on=today, reviewed_by=by)
            for row in current_strings(page).exclude(review__data=F("data"))
        ],
        update_conflicts=True,
        unique_fields=["string_translation"],
        update_fields=["data", "reviewed_on", "reviewed_by"],
    )
    update(page)
    if not current_strings(page).exists():
        page.reviewed_on = today  # written by hand
    type(page).objects.filter(pk=page.pk).update(reviewed_on=page.reviewed_on)
    log(instance=page, action="translation.sign_off", user=by)
