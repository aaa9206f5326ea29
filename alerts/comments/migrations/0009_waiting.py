"""Since when each comment waits for a moderator, and how long it waited for the last decision."""

from django.db import migrations, models


def begin_with_the_sending(apps, schema_editor):
    """What was sent before is taken to have waited since then; how long it waited is unknown."""
    apps.get_model("comments.PostComment").objects.update(queued_at=models.F("submitted"))


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0008_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name="postcomment",
            name="queued_at",
            field=models.DateTimeField(
                editable=False,
                help_text="Since when it waits for a moderator, or waited last: sent, or put back.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="postcomment",
            name="waited",
            field=models.DurationField(
                editable=False, help_text="How long it waited for the last decision.", null=True
            ),
        ),
        migrations.RunPython(begin_with_the_sending, migrations.RunPython.noop),
    ]
