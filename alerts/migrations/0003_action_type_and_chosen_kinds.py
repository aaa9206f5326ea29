"""Rename the field `action`, and keep only those kinds of offices that somebody has chosen."""

import re

from django.db import migrations, models

# The guesses that earlier versions stored. The first match counts.
EARLIER = [
    (r"\b(?:lieutenant|lt\.?) governor", "other"),
    (r"\bgovernor", "governor"),
    (r"\bsenator", "senator"),
    (r"\brepresentative", "representative"),
    (r"\bmayor", "mayor"),
    (r"\bsheriff|\bpolice", "police"),
    (r"\bcouncil|\bboard|\bcommissioners?\b", "council"),
]
LATER = [
    (r"\b(?:lieutenant|lt\.?) governor|\bsecretary of (?:the )?senate", "other"),
    (r"\bgovernor", "governor"),
    (r"\bsenator|\bsenate", "senator"),
    (r"\b(?:state |u\.?s\.? )?representative|\bhouse speaker|\bspeaker of|\bcongress", "representative"),
    (r"\bmayor", "mayor"),
    (r"\bsheriff|\bpolice", "police"),
    (r"\bcouncil|\bboard|\bcommissioners?\b", "council"),
    (r"\bagency|\bdepartment|\boffice of|\bICE\b|\bdirector", "agency"),
]  # fmt: skip


def guess(roles, text):
    return next((kind for role, kind in roles if re.search(role, text, re.IGNORECASE)), "")


def forget_guesses(apps, schema_editor):
    """Empty the kinds that were guessed from the role, which is read anew whenever it is needed."""
    for office in apps.get_model("alerts", "Office").objects.exclude(kind="").select_related("role"):
        if office.kind in (guess(EARLIER, office.role.text), guess(LATER, office.role.text)):
            office.kind = ""
            office.save(update_fields=["kind"])


def rename_in_revisions(before, after):
    """Return a migration function that renames the field of alerts and their rows in revisions."""

    def rename(apps, schema_editor):
        revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
            content_type__app_label="alerts", content_type__model="alertpage"
        )
        for revision in revisions.iterator(chunk_size=100):
            rows = [revision.content, *revision.content.get("office_links", [])]
            for row in rows:
                if before in row:
                    row[after] = row.pop(before)
            revision.save(update_fields=["content"])

    return rename


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0002_asks_of_offices'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.RenameField(
            model_name='alertpage',
            old_name='action',
            new_name='action_type',
        ),
        migrations.RenameField(
            model_name='alertoffice',
            old_name='action',
            new_name='action_type',
        ),
        migrations.AlterField(
            model_name='office',
            name='kind',
            field=models.CharField(blank=True, choices=[('governor', 'governor'), ('senator', 'senator'), ('representative', 'representative'), ('mayor', 'mayor'), ('council', 'city council, county or school board'), ('police', 'sheriff or police'), ('agency', 'agency'), ('other', 'other')], help_text='Decides what the office can be asked for. Leave it empty if the role says it: “Governor of Minnesota”, “State senator”.', max_length=20),
        ),
        migrations.RunPython(
            rename_in_revisions('action', 'action_type'), rename_in_revisions('action_type', 'action')
        ),
        migrations.RunPython(forget_guesses, migrations.RunPython.noop),
    ]
