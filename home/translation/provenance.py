"""Where the words of a translated page come from, read from wagtail-localize's tables."""

from hashlib import sha256

from django.conf import settings
from django.utils import timezone
from wagtail.log_actions import log
from wagtail_localize.models import StringSegment, StringTranslation

from .models import Provenance


def translations_of(page):
    """The string translations that the translated `page` is made of, oldest path first.

    Only those that the current source still asks for: a sentence that the English
    page no longer has says nothing about the text that a reader sees.
    """
    segments = StringSegment.objects.filter(
        source__object_id=page.translation_key,
        source__locale__language_code=settings.LANGUAGE_CODE,
    )
    return (
        StringTranslation.objects.filter(
            locale_id=page.locale_id,
            context__object_id=page.translation_key,
            translation_of__in=segments.values("string"),
            has_error=False,
        )
        .order_by("context__path", "translation_of_id")
        .values_list("context__path", "data", "translation_type")
    )


def words_digest(rows):
    """A sha256 over the words in `rows` of `translations_of`, to know a reviewed text again."""
    return sha256(
        "\x1f".join(f"{path}\x1e{data}" for path, data, _type in rows).encode()
    ).hexdigest()


def update(page):
    """Set how the translated `page` was made; take back its review if its words have changed.

    One machine-made string makes the whole a machine draft. Changes the instance
    only. Costs one query.
    """
    rows = list(translations_of(page))
    if not rows:
        page.provenance = ""
    elif any(kind == StringTranslation.TRANSLATION_TYPE_MACHINE for _path, _data, kind in rows):
        page.provenance = Provenance.MACHINE
    else:
        page.provenance = Provenance.VOLUNTEER
    if page.reviewed_on and page.reviewed_words != words_digest(rows):
        page.reviewed_on, page.reviewed_words = None, ""


def sign_off(page, *, by):
    """Record that the fluent reader `by` has reviewed the words of the translated `page` today.

    The name goes to the audit log only. Nothing is published: the row of the live
    page is marked, and the next revision is made from it.
    """
    type(page).objects.filter(pk=page.pk).update(
        reviewed_on=timezone.localdate(), reviewed_words=words_digest(translations_of(page))
    )
    log(instance=page, action="translation.sign_off", user=by)
