"""Replace dangerous words that earlier migrations and the sample content brought.

“Antecedentes” is a criminal record, and an “orden judicial” or “amar maxkamadeed” is signed by a
judge, which an ICE warrant is not. Texts that people have changed since are left alone.
"""

import csv
from pathlib import Path

from django.db import migrations
from django.db.models import Value
from django.db.models.functions import Replace

FILE = Path(__file__).parents[1] / "strings" / "glossary.csv"
# From the term to the note and the renderings as they were shipped.
SHIPPED = {
    "background": ("a page that explains", {"es": "antecedentes"}),
    "warrant": (
        "Hmong: for a fluent reader to check",
        {"es": "orden judicial", "so": "amar maxkamadeed"},
    ),
}
NEW_TERMS = ("judicial warrant", "ICE warrant")
TITLE, NEW_TITLE = "Antecedentes", "Explicaciones"
SENTENCE = "También explicamos los antecedentes con palabras sencillas."
NEW_SENTENCE = "También explicamos, con palabras sencillas, de qué se trata."


def correct_glossary(apps, schema_editor):
    Term = apps.get_model("translation.GlossaryTerm")
    Rendering = apps.get_model("translation.GlossaryRendering")
    with FILE.open(newline="", encoding="utf-8") as file:
        rows = {row["en"]: row for row in csv.DictReader(file)}
    for name, (note, renderings) in SHIPPED.items():
        Term.objects.filter(term=name, note=note).update(note=rows[name]["note"])
        for language, text in renderings.items():
            shipped = Rendering.objects.filter(term__term=name, language=language, text=text)
            shipped.update(text=rows[name][language])
    for name in NEW_TERMS:
        term, _created = Term.objects.get_or_create(
            term=name, defaults={"note": rows[name]["note"]}
        )
        for language in ("es", "so", "hmn"):
            Rendering.objects.get_or_create(
                term=term, language=language, defaults={"text": rows[name][language]}
            )


def correct_sample(apps, schema_editor):
    """Correct the title of the list of explainers and a sentence of the page about us, in Spanish."""
    Page = apps.get_model("wagtailcore.Page")
    StandardPage = apps.get_model("home.StandardPage")
    strings = apps.get_model("wagtail_localize.StringTranslation").objects.filter(
        locale__language_code="es"
    )
    strings.filter(data=TITLE).update(data=NEW_TITLE)
    strings.filter(data__contains=SENTENCE).update(data=_corrected("data"))
    lists = Page.objects.filter(locale__language_code="es", title=TITLE)
    abouts = StandardPage.objects.filter(locale__language_code="es", body__contains=SENTENCE)
    changed = [*lists.values_list("pk", flat=True), *abouts.values_list("pk", flat=True)]
    lists.update(title=NEW_TITLE)
    Page.objects.filter(pk__in=changed, draft_title=TITLE).update(draft_title=NEW_TITLE)
    abouts.update(body=_corrected("body"))
    revisions = apps.get_model("wagtailcore.Revision").objects.filter(
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
        object_id__in=map(str, changed),
    )
    for revision in revisions:
        content = revision.content
        for name in ("title", "draft_title"):
            content[name] = NEW_TITLE if content.get(name) == TITLE else content.get(name)
        if "body" in content and isinstance(content["body"], str):
            content["body"] = content["body"].replace(SENTENCE, NEW_SENTENCE)
        revision.save(update_fields=["content"])


def _corrected(field):
    return Replace(field, Value(SENTENCE), Value(NEW_SENTENCE))


class Migration(migrations.Migration):
    dependencies = [
        ("translation", "0007_pronunciations"),
        ("home", "0003_translation_desk"),
    ]

    operations = [
        migrations.RunPython(correct_glossary, migrations.RunPython.noop),
        migrations.RunPython(correct_sample, migrations.RunPython.noop),
    ]
