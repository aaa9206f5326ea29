from django.db import migrations


def store_first_versions(apps, schema_editor):
    """Store the translations that exist already as the first versions of their strings."""
    StringTranslation = apps.get_model("wagtail_localize", "StringTranslation")
    StringVersion = apps.get_model("teamwork", "StringVersion")
    rows = StringTranslation.objects.exclude(context=None).order_by("pk")
    StringVersion.objects.bulk_create(
        (
            StringVersion(
                string_id=row.translation_of_id,
                context_id=row.context_id,
                locale_id=row.locale_id,
                data=row.data,
                kind=kind_of(row),
                saved_at=row.updated_at,
                saved_by_id=row.last_translated_by_id,
            )
            for row in rows.iterator(chunk_size=1000)
        ),
        batch_size=1000,
    )


def kind_of(row):
    if row.translation_type == "machine":
        return "machine"
    return "edited" if row.tool_name == "machine draft, edited" else "volunteer"


class Migration(migrations.Migration):

    dependencies = [
        ('teamwork', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(store_first_versions, migrations.RunPython.noop),
    ]
