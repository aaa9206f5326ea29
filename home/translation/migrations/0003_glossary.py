"""The terms that the campaign starts with."""

import csv
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).parents[1] / "strings" / "glossary.csv"


def load_glossary(apps, schema_editor):
    Term = apps.get_model("translation.GlossaryTerm")
    Rendering = apps.get_model("translation.GlossaryRendering")
    with FILE.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            term, _created = Term.objects.get_or_create(
                term=row["en"], defaults={"note": row["note"]}
            )
            for language in ("es", "so", "hmn"):
                Rendering.objects.get_or_create(
                    term=term, language=language, defaults={"text": row[language]}
                )


class Migration(migrations.Migration):
    dependencies = [("translation", "0002_translation_desk")]

    operations = [migrations.RunPython(load_glossary, migrations.RunPython.noop)]
