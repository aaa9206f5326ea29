"""Which words of a translated page are true, old, or still English: unit by unit.

A *unit* is what is translated or English as a whole, so that no English sentence
stands inside a translated paragraph: a field (`title`), or one top-level block of
a stream field (`body.<id of the block>`).

wagtail-localize fills what is missing with English and says nothing of it. Here
every page that it has filled is settled before it is saved: a unit that lacks a
string keeps its old text as a whole, or is English as a whole, and
`words_state` says so: `{"units": {"title": "stale", "body.3f…": "en"}, "as_of": …,
"changed_at": …}`. A unit that is not named there is true.
"""

import json

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.fields import StreamField
from wagtail_localize.models import StringSegment, StringTranslation
from wagtail_localize.segments import TemplateSegmentValue

ENGLISH, STALE = "en", "stale"


class WordsStateField(models.JSONField):
    """The state of a translated page's words; marks the page whenever wagtail-localize fills it.

    wagtail-localize asks a field of a translatable model for its segments and
    gives them back when it fills a translation: this one gives a segment without
    words, so that it is always told.
    """

    def __init__(self, **kwargs):
        super().__init__(**{"default": dict, "editable": False} | kwargs)

    def get_translatable_segments(self, value):
        return [TemplateSegmentValue("", "words_state", "words_state", 0)]

    def restore_translated_segments(self, value, segments):
        return {"pending": True}


def unit_of(model, path):
    """The unit of `model` that the content path of a string belongs to.

    >>> unit_of(AlertPage, "body.3f2a.caption")
    'body.3f2a'
    """
    name, _, rest = path.partition(".")
    if isinstance(model._meta.get_field(name), StreamField):
        return f"{name}.{rest.partition('.')[0]}"
    return name


def units(page):
    """The contents of each unit of `page` as they are stored: a dict from unit to value.

    Fields that were not loaded (lists of pages do without long texts) are left out.
    """
    found = {}
    for name in set(page.words) - page.get_deferred_fields():
        value = getattr(page, name)
        if isinstance(page._meta.get_field(name), StreamField):
            found |= {f"{name}.{block['id']}": block for block in value.get_prep_value()}
        else:
            found[name] = value
    return found


def translated_units(page):
    """The units of the translated `page` that are in its own language, old text included: a set."""
    return {unit for unit in units(page) if page.unit_language(unit) == page.language}


def set_units(page, chosen):
    """Give `page` the contents `chosen` (unit to value); a stream field keeps the order of its blocks."""
    for name in set(page.words) - page.get_deferred_fields():
        if isinstance(page._meta.get_field(name), StreamField):
            blocks = [
                chosen[f"{name}.{block['id']}"] for block in getattr(page, name).get_prep_value()
            ]
            setattr(page, name, json.dumps(blocks))
        else:
            setattr(page, name, chosen[name])


def missing_units(page, as_of=None):
    """The units of the translated `page` that lack a string: a set.

    With `as_of`, a string that was written later than that counts as lacking too.
    """
    written = StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale=page.locale_id,
        has_error=False,
    )
    if as_of:
        written = written.filter(updated_at__lte=as_of)
    paths = (
        StringSegment.objects.filter(
            source__object_id=page.translation_key,
            source__locale__language_code=settings.LANGUAGE_CODE,
        )
        .filter(~Exists(written))
        .values_list("context__path", flat=True)
    )
    return {unit_of(type(page), path) for path in paths}


def settle(page, live=None, *, english=None, unchanged=(), as_of=None):
    """Let each unit of the translated `page`, which wagtail-localize has filled, be of one piece.

    Args:
        page: the translation as it is about to be saved; changed in place.
        live: the translation as readers have it, None if they have none.
        english: the English page that it was filled from; what readers have if not given.
        unchanged: units whose English is what it was when `live` was made: they stay as they are.
        as_of: strings that were written later do not count (nobody has published them).
    """
    missing = missing_units(page, as_of)
    new, old = units(page), units(live) if live else {}
    old_state = live.words_state.get("units", {}) if live else {}
    state, newly_stale = {}, False
    for unit in new:
        was = old_state.get(unit)
        is_translated = unit in old and was != ENGLISH
        if is_translated and unit in unchanged:
            new[unit] = old[unit]
            if was:
                state[unit] = was
        elif unit in missing and is_translated:
            new[unit], state[unit] = old[unit], STALE
            newly_stale = True
        elif unit in missing:
            state[unit] = ENGLISH
    if ENGLISH in state.values():
        original = units(english or page.source)
        for unit, is_now in state.items():
            if is_now == ENGLISH:
                new[unit] = original.get(unit, new[unit])
    set_units(page, new)
    page.words_state = {"units": state, "as_of": (as_of or timezone.now()).isoformat()}
    if STALE in state.values():
        changed_at = live.words_state.get("changed_at")
        page.words_state["changed_at"] = (
            timezone.now().isoformat() if newly_stale or not changed_at else changed_at
        )


def live_row(page):
    """The translated `page` as readers have it, None if they have none."""
    return type(page).objects.filter(pk=page.pk, live=True, alias_of=None).first()


def as_of(page):
    """When somebody last published strings of the translated `page`, or None."""
    stamp = page.words_state.get("as_of")
    return parse_datetime(stamp) if stamp else None
