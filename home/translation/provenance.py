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


class UnpublishedWords(Exception):
    """What was written after the page was published cannot be signed off with the page."""


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
    every string is, in the words that it has now; old text that still stands in for
    changed English stays as reviewed as it was.
    """
    rows = list(
        current_strings(page).values_list(
            "translation_type", "tool_name", "data", "review__data", "review__reviewed_on"
        )
    )
    if not rows:
        return  # nothing was translated yet, or the page is written by hand
    kinds = {kind_of(translation_type, tool) for translation_type, tool, *_rest in rows}
    for kind in (Provenance.MACHINE, Provenance.EDITED, Provenance.VOLUNTEER):
        if kind in kinds:
            page.provenance = kind
            break
    reviewed = all(data == reviewed for _type, _tool, data, reviewed, _day in rows)
    has_old_text = words.STALE in page.words_state.get("units", {}).values()
    if not reviewed or (has_old_text and not page.reviewed_on):
        page.reviewed_on = None
    else:
        page.reviewed_on = max(day for *_rest, day in rows)
    page.translator_id = (
        current_strings(page)
        .exclude(last_translated_by=None)
        .order_by("-updated_at")
        .values_list("last_translated_by", flat=True)
        .first()
    )


def unpublished_strings(page):
    """The string translations that were written after the live `page` was last published."""
    as_of = words.as_of(page) or page.last_published_at
    return current_strings(page).filter(updated_at__gt=as_of) if as_of else current_strings(page)


def sign_off(page, *, by):
    """Record that the fluent reader `by` has reviewed the words of the translated `page` today.

    The name goes to the audit log only.

    Raises:
        UnpublishedWords: strings were written since, which nobody can have read on the page.
    """
    if unpublished_strings(page).exists():
        raise UnpublishedWords
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
