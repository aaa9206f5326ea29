"""Drafts of the phrasebook that say another thing than they should.

Spanish “vete” is also “go away”; the Hmong sentences read as if they were said to the office, and
not to the reader who is to call it. What a person has written or signed off stays.
"""

from django.db import migrations

CLEARER = {
    "es": {"Por favor, vete {what}.": "Le pido, por favor, que vete {what}."},
    "hmn": {
        "Thov {office} siv cai tsis kam (veto) {what}.": (
            "Thov kom {office} siv cai tsis kam (veto) {what}."
        ),
        "Thov {office} kos npe rau {what}.": "Thov kom {office} kos npe rau {what}.",
        "Thov {office} txwv {what}.": "Thov kom {office} txwv {what}.",
        "Thov {office} txhawb {what}.": "Thov kom {office} txhawb {what}.",
        "Thov {office} tuaj koom {what}.": "Thov kom {office} tuaj koom {what}.",
    },
}


def make_them_clearer(apps, schema_editor):
    drafts = apps.get_model("translation.PhraseRendering").objects.filter(
        provenance="machine", reviewed_on=None
    )
    for language, texts in CLEARER.items():
        for before, after in texts.items():
            drafts.filter(language=language, text=before).update(text=after)


class Migration(migrations.Migration):
    dependencies = [("alerts", "0005_life_cycle")]

    operations = [migrations.RunPython(make_them_clearer, migrations.RunPython.noop)]
