"""Where the words of a translated page come from, read from wagtail-localize's tables."""

from hashlib import sha256
from operator import itemgetter

from django.conf import settings
from django.utils import timezone
from wagtail.log_actions import log
from wagtail_localize.models import StringSegment, StringTranslation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from .models import Provenance


def kinds_of_strings(page):
    """How the string translations came about that the translated `page` is made of: a set.

    Only those that the current source still asks for: a sentence that the English
    page no longer has says nothing about the text that a reader sees.
    """
    segments = StringSegment.objects.filter(
        source__object_id=page.translation_key,
        source__locale__language_code=settings.LANGUAGE_CODE,
    )
    return set(
        StringTranslation.objects.filter(
            locale_id=page.locale_id,
            context__object_id=page.translation_key,
            translation_of__in=segments.values("string"),
            has_error=False,
        ).values_list("translation_type", flat=True)
    )


def words_digest(page):
    """A sha256 over the words that `page` itself holds, to know a reviewed text again.

    Not over the translation tables: they also hold what is not published yet, and
    do not hold what was written by hand or is still in English.
    """
    segments = (part for part in extract_segments(page) if isinstance(part, StringSegmentValue))
    # By path, so that moving a block changes nothing; within a block the order counts.
    words = sorted(((part.path, part.string.data) for part in segments), key=itemgetter(0))
    return sha256("\x1f".join(f"{path}\x1e{data}" for path, data in words).encode()).hexdigest()


def update(page):
    """Set how the translated `page` was made; take back its review if its words have changed.

    One machine-made string makes the whole a machine draft. Changes the instance
    only.
    """
    kinds = kinds_of_strings(page)
    if not kinds:
        page.provenance = ""
    elif StringTranslation.TRANSLATION_TYPE_MACHINE in kinds:
        page.provenance = Provenance.MACHINE
    else:
        page.provenance = Provenance.VOLUNTEER
    if page.reviewed_on and page.reviewed_words != words_digest(page):
        page.reviewed_on, page.reviewed_words = None, ""


def sign_off(page, *, by):
    """Record that the fluent reader `by` has reviewed the words of the translated `page` today.

    The name goes to the audit log only. Nothing is published: the row of the live
    page is marked, and the next revision is made from it.
    """
    type(page).objects.filter(pk=page.pk).update(
        reviewed_on=timezone.localdate(), reviewed_words=words_digest(page)
    )
    log(instance=page, action="translation.sign_off", user=by)
