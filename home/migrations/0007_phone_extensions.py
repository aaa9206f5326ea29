from django.db import migrations

import home.phones


def store_by_rfc_3966(apps, schema_editor):
    for page in apps.get_model("home", "HomePage").objects.exclude(phone=None):
        page.save(update_fields=["phone"])


class Migration(migrations.Migration):
    dependencies = [("home", "0006_outgoing_email")]

    operations = [
        migrations.AlterField(
            model_name="homepage",
            name="phone",
            field=home.phones.PhoneNumberField(
                blank=True,
                help_text="Shown at the foot of every page; with its extension, if it has one:"
                " 651-555-0123 ext. 12.",
                max_length=128,
                null=True,
                region=None,
            ),
        ),
        migrations.RunPython(store_by_rfc_3966, migrations.RunPython.noop, elidable=True),
    ]
