"""Tell parts that only a machine has translated from parts that nobody has; both stand in English."""

from django.db import migrations
from django.utils.dateparse import parse_datetime


def mark_held_words(apps, schema_editor):
    """Mark as held what stands in English although all of its strings were there when it was published."""
    AlertPage = apps.get_model("alerts.AlertPage")
    for page in AlertPage.objects.exclude(locale__language_code="en").iterator():
        state = with_held_units(apps, page, page.words_state)
        if state != page.words_state:
            AlertPage.objects.filter(pk=page.pk).update(words_state=state)


def with_held_units(apps, page, words_state):
    """Return the `words_state` of `page` with those units marked."""
    units = words_state.get("units", {})
    english = {unit for unit, state in units.items() if state == "en"}
    if english and (held := english & _translated(apps, page, words_state)):
        return words_state | {"units": units | dict.fromkeys(held, "held")}
    return words_state


def _translated(apps, page, words_state):
    """Return the units of `page` of which every string was translated."""
    translations = apps.get_model("wagtail_localize.StringTranslation").objects.filter(
        context__object_id=page.translation_key, locale=page.locale_id, has_error=False
    )
    if as_of := words_state.get("as_of"):
        translations = translations.filter(updated_at__lte=parse_datetime(as_of))
    written = set(translations.values_list("translation_of", "context"))
    segments = apps.get_model("wagtail_localize.StringSegment").objects.filter(
        source__object_id=page.translation_key, source__locale__language_code="en"
    )
    whole, lacking = set(), set()
    for string, context, path in segments.values_list("string", "context", "context__path"):
        # A field, or a block of a stream field: “title”, “script.<id of the block>”.
        unit = ".".join(path.split(".")[:2])
        (whole if (string, context) in written else lacking).add(unit)
    return whole - lacking


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0007_office_updated_at"),
        ("translation", "0008_safer_terms"),
    ]

    operations = [migrations.RunPython(mark_held_words, migrations.RunPython.noop)]
