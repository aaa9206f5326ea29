"""Five things to ask an office for, with machine drafts of their sentences."""

from django.db import migrations

# From the name of the ask to what readers are asked to do and what a caller says.
ASKS = {
    "veto": ("Ask {office} to veto {what}.", "Please veto {what}."),
    "sign": ("Ask {office} to sign {what}.", "Please sign {what}."),
    "stop": ("Ask {office} to stop {what}.", "Please stop {what}."),
    "support": ("Ask {office} to support {what}.", "Please support {what}."),
    "attend": ("Ask {office} to attend {what}.", "Please attend {what}."),
}
DRAFTS = {
    "es": {
        "veto": ("Pida a {office} que vete {what}.", "Por favor, vete {what}."),
        "sign": ("Pida a {office} que firme {what}.", "Por favor, firme {what}."),
        "stop": ("Pida a {office} que detenga {what}.", "Por favor, detenga {what}."),
        "support": ("Pida a {office} que apoye {what}.", "Por favor, apoye {what}."),
        "attend": ("Pida a {office} que asista a {what}.", "Por favor, asista a {what}."),
    },
    "so": {
        "veto": (
            "Ka codso {office} in {what} diidmo qayaxan (veto) lagu diido.",
            "Fadlan {what} diidmo qayaxan (veto) ku diid.",
        ),
        "sign": ("Ka codso {office} in la saxiixo {what}.", "Fadlan saxiix {what}."),
        "stop": ("Ka codso {office} in la joojiyo {what}.", "Fadlan jooji {what}."),
        "support": ("Ka codso {office} in la taageero {what}.", "Fadlan taageer {what}."),
        "attend": (
            "Ka codso {office} in laga soo qaybgalo {what}.",
            "Fadlan ka soo qaybgal {what}.",
        ),
    },
    "hmn": {
        "veto": (
            "Thov {office} siv cai tsis kam (veto) {what}.",
            "Thov siv cai tsis kam (veto) {what}.",
        ),
        "sign": ("Thov {office} kos npe rau {what}.", "Thov kos npe rau {what}."),
        "stop": ("Thov {office} txwv {what}.", "Thov txwv {what}."),
        "support": ("Thov {office} txhawb {what}.", "Thov txhawb {what}."),
        "attend": ("Thov {office} tuaj koom {what}.", "Thov tuaj koom {what}."),
    },
}


def make_asks(apps, schema_editor):
    Ask = apps.get_model("alerts.Ask")
    Phrase = apps.get_model("translation.Phrase")
    PhraseRendering = apps.get_model("translation.PhraseRendering")

    def phrase(name, number):
        made, _created = Phrase.objects.get_or_create(text=ASKS[name][number])
        for language, drafts in DRAFTS.items():
            PhraseRendering.objects.get_or_create(
                phrase=made,
                language=language,
                defaults={"text": drafts[name][number], "provenance": "machine"},
            )
        return made

    for name in ASKS:
        if not Ask.objects.filter(name=name).exists():
            Ask.objects.create(name=name, sentence=phrase(name, 0), plea=phrase(name, 1))


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0003_calls"),
        ("translation", "0007_pronunciations"),
    ]

    operations = [
        migrations.RunPython(make_asks, migrations.RunPython.noop),
    ]
