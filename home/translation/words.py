"""Which words of a translated page are true, old, or still English: unit by unit.

A *unit* is what is translated or English as a whole, so that no English sentence
stands inside a translated paragraph: a field (`title`), or one top-level block of
a stream field (`body.<id of the block>`).

wagtail-localize fills what is missing with English and says nothing of it. Here
every page that it has filled is settled before it is saved: a unit that lacks a
string keeps its old text as a whole, or is English as a whole, and
`words_state` says so: `{"units": {"title": "stale", "body.3f…": "en"}, "as_of": …,
"changed_at": …}`. A unit that is not named there is true. `"held"` is a unit that is translated,
but stands in English because a machine wrote it and nobody has reviewed it. Beside it stands, as `"say"`, how
its English lines are pronounced, from the line to the letters of the language.
"""

import json

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.fields import StreamField
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource
from wagtail_localize.segments import TemplateSegmentValue

from .models import Pronunciation

ENGLISH, HELD, STALE = "en", "held", "stale"
IN_ENGLISH = {ENGLISH, HELD}


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


def is_all_english(page):
    """Return True if readers of the translated `page` see no word of it in its own language."""
    state = page.words_state.get("units", {})
    shown = {unit for unit, content in units(page).items() if content}
    return all(state.get(unit) in IN_ENGLISH for unit in shown)


def stale_units(page):
    """The units of the translated `page` whose English has changed: a set."""
    return {unit for unit, is_now in page.words_state.get("units", {}).items() if is_now == STALE}


def set_units(page, chosen):
    """Give `page` the contents `chosen`, a dict as `units` returns, in the order of its blocks."""
    for name in set(page.words) - page.get_deferred_fields():
        if isinstance(page._meta.get_field(name), StreamField):
            blocks = [block for unit, block in chosen.items() if unit.startswith(f"{name}.")]
            setattr(page, name, json.dumps(blocks))
        else:
            setattr(page, name, chosen[name])


def units_with_strings(page, as_of=None):
    """The units of the translated `page` that have strings to translate, and those that lack one.

    Two sets. With `as_of`, a string that was written later than that counts as lacking too.
    """
    written = StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale=page.locale_id,
        has_error=False,
    )
    if as_of:
        written = written.filter(updated_at__lte=as_of)
    segments = (
        StringSegment.objects.filter(
            source__object_id=page.translation_key,
            source__locale__language_code=settings.LANGUAGE_CODE,
        )
        .annotate(is_written=Exists(written))
        .values_list("context__path", "is_written")
    )
    found = [(unit_of(type(page), path), is_written) for path, is_written in segments]
    return (
        {unit for unit, _is_written in found},
        {unit for unit, is_written in found if not is_written},
    )


def _pronunciations(page):
    """How the English lines of the translated `page` are pronounced: a dict by line."""
    if not page.spoken_words:
        return {}
    strings = StringSegment.objects.filter(
        source__object_id=page.translation_key,
        source__locale__language_code=settings.LANGUAGE_CODE,
    )
    found = Pronunciation.objects.filter(
        locale=page.locale_id, string__in=strings.values("string")
    ).select_related("string")
    return {one.string.as_value().render_text(): one.text for one in found}


def _frozen_english(page):
    """The English page as the translated `page` is filled from it."""
    source = TranslationSource.objects.get(
        object_id=page.translation_key, locale__language_code=settings.LANGUAGE_CODE
    )
    return source.as_instance()


def settle(page, live=None, *, unchanged=None, as_of=None, barred=frozenset()):
    """Let each unit of the translated `page`, which wagtail-localize has filled, be of one piece.

    What has no words (or no longer any) is as it is in English: wagtail-localize
    leaves a field alone that has nothing to translate.

    Args:
        page: the translation as it is about to be saved; changed in place.
        live: the translation as readers have it, None if they have none.
        unchanged: where the English has just been published, the units in which it is what it was
            before. If not given the English is what it was when `live` was made, and a string that
            is missing has been taken back by its translator.
        as_of: strings that were written later do not count (nobody has published them).
        barred: units that stand in English although they may have all their strings.
    """
    with_strings, missing = units_with_strings(page, as_of)
    filled, old = units(page), units(live) if live else {}
    old_state = live.words_state.get("units", {}) if live else {}
    new, state, newly_stale = {}, {}, False
    for unit, original in units(_frozen_english(page)).items():
        new[unit] = original
        if unit not in with_strings:
            continue
        if unit in barred:
            state[unit] = ENGLISH if unit in missing else HELD
            continue
        was = old_state.get(unit)
        is_translated = bool(old.get(unit)) and was not in IN_ENGLISH
        if unchanged is None:
            stays = unit in missing and was == STALE
        else:
            stays = is_translated and (unit in unchanged or unit in missing)
            if stays and unit not in unchanged:
                was, newly_stale = STALE, True
        if stays:
            new[unit] = old[unit]
            if was:
                state[unit] = was
        elif unit in missing:
            state[unit] = ENGLISH
        else:
            new[unit] = filled[unit]
    set_units(page, new)
    page.words_state = {"units": state, "as_of": (as_of or timezone.now()).isoformat()}
    # Where the English was published, nobody has published what was said of its sound since.
    say = _pronunciations(page) if unchanged is None else live and live.words_state.get("say")
    page.words_state |= {"say": say} if say else {}
    if STALE in state.values():
        changed_at = live.words_state.get("changed_at")
        page.words_state["changed_at"] = (
            timezone.now().isoformat() if newly_stale or not changed_at else changed_at
        )


def live_row(page):
    """The translated `page` as readers have it, None if they have none."""
    return type(page).objects.filter(pk=page.pk, live=True, alias_of=None).first()


def is_or_was_live(page):
    """Return whether readers have the translated `page` now, or had it until its English went."""
    stored = type(page).objects.filter(pk=page.pk, alias_of=None)
    return any(
        live or state.get("comes_back") for live, state in stored.values_list("live", "words_state")
    )


def as_of(page):
    """When somebody last published strings of the translated `page`, or None."""
    stamp = page.words_state.get("as_of")
    return parse_datetime(stamp) if stamp else None
