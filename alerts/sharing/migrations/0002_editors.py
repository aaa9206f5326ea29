"""Editors say on which terms others may repost."""

from django.db import migrations

from home.people.roles import get_permission


def allow_editors(apps, schema_editor):
    change = get_permission(apps, "change_sharingsettings", "sharing", "sharingsettings")
    for editors in apps.get_model("auth.Group").objects.filter(name="Editors"):
        editors.permissions.add(change)


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0001_initial"),
        ("home", "0002_foundation"),
    ]

    operations = [migrations.RunPython(allow_editors, migrations.RunPython.noop)]
