from django.db import migrations

OLD, NEW = "Hand-in translators", "Submit-only translators"


def rename_groups(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__startswith=OLD):
        group.name = NEW + group.name.removeprefix(OLD)
        group.save()


class Migration(migrations.Migration):
    dependencies = [("people", "0002_translation_desk")]

    operations = [migrations.RunPython(rename_groups, migrations.RunPython.noop)]
