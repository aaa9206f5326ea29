"""Drop the columns that became models of their own, and use the field's names for the others.

PostgreSQL alters no table in the transaction in which rows with foreign keys to it were added:
this is apart from the migration that copies them.
"""

from django.db import migrations, models

BANDS = ("band_0", "band_1", "band_2", "band_3")


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0012_screening_and_redaction"),
    ]

    operations = [
        *(
            migrations.RemoveIndex(model_name="postcomment", name=f"comment_{name}")
            for name in ("clusters", "redactions", "complaints", *BANDS)
        ),
        *(
            migrations.RemoveField(model_name="postcomment", name=name)
            for name in (
                *("suspicions", "suspicion", "cluster", *BANDS),
                *("original", "original_name", "redacted_at"),
            )
        ),
        migrations.RenameField("postcomment", "complaints", "flag_count"),
        migrations.RenameField("postcomment", "complaint_reasons", "flag_reasons"),
        migrations.RenameField("postcomment", "told_at", "notified_at"),
        migrations.RenameField("followup", "told_at", "notified_at"),
        migrations.RenameField("commentsettings", "complaints_needed", "flags_needed"),
        migrations.AddIndex(
            model_name="postcomment",
            index=models.Index(
                fields=["flag_count"],
                condition=models.Q(flag_count__gt=0),
                name="comment_flags",
            ),
        ),
    ]
