from django.db import migrations, models

import home.phones


def keep_what_the_number_does_not_tell(apps, schema_editor):
    """Store numbers by RFC 3966; of the labels, only “TTY” is no property of the number."""
    OfficePhone = apps.get_model("alerts", "OfficePhone")
    OfficePhone.objects.filter(label="tty").update(is_tty=True)
    for phone in OfficePhone.objects.all():
        phone.save(update_fields=["number"])


class Migration(migrations.Migration):
    dependencies = [("alerts", "0008_held_words")]

    operations = [
        migrations.AlterField(
            model_name="officephone",
            name="number",
            field=home.phones.PhoneNumberField(
                help_text="With its extension, and in letters if people know it so: 651-296-4837"
                " ext. 12, 1-800-LAW-HELP. Readers see by the number itself whether it is toll-free.",
                max_length=128,
                region=None,
            ),
        ),
        migrations.AddField(
            model_name="officephone",
            name="is_tty",
            field=models.BooleanField(default=False, verbose_name="TTY, for deaf callers"),
        ),
        migrations.RunPython(
            keep_what_the_number_does_not_tell, migrations.RunPython.noop, elidable=True
        ),
        migrations.RemoveField(model_name="officephone", name="label"),
    ]
