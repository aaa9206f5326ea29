"""Move spam screening and redaction of comments into models of their own, with their rows."""

import django.db.models.deletion
from django.db import migrations, models

BANDS = ("band_0", "band_1", "band_2", "band_3")
SCREENING = ("suspicion", "suspicions", "cluster", *BANDS)
REDACTION = ("original", "original_name", "redacted_at")
MOVED_EMAILS = {
    "alerts.comments.emails": "alerts.comments.notifications.evidence",
    "alerts.comments.moderators.emails": "alerts.comments.notifications.moderators",
    "alerts.comments.notifications.emails": "alerts.comments.notifications.follow_ups",
}


def copy_rows(apps, schema_editor):
    comments = apps.get_model("comments", "PostComment").objects.order_by("pk")
    screened = comments.exclude(suspicions=[], suspicion=0, cluster=None, band_0=None)
    screenings = apps.get_model("comments", "SpamScreening").objects
    batch = []
    for pk, score, reasons, cluster, *bands in screened.values_list("pk", *SCREENING).iterator():
        values = dict(zip(BANDS, bands, strict=True))
        batch.append(
            screenings.model(comment_id=pk, score=score, reasons=reasons, cluster=cluster, **values)
        )
        if len(batch) == 1000:
            screenings.bulk_create(batch)
            batch = []
    screenings.bulk_create(batch)
    redactions = apps.get_model("comments", "Redaction").objects
    redactions.bulk_create(
        redactions.model(
            comment_id=pk, original=original, original_name=name, redacted_at=redacted_at
        )
        for pk, original, name, redacted_at in comments.exclude(redacted_at=None).values_list(
            "pk", *REDACTION
        )
    )


def move_queued_emails(apps, schema_editor):
    """An email that waits names the function that writes it."""
    emails = apps.get_model("home", "OutgoingEmail").objects
    for before, after in MOVED_EMAILS.items():
        for email in emails.filter(build__startswith=f"{before}."):
            email.build = email.build.replace(before, after)
            email.save(update_fields=["build"])


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0011_limits"),
        ("home", "0006_outgoing_email"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpamScreening",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="screening",
                        serialize=False,
                        to="comments.postcomment",
                    ),
                ),
                (
                    "score",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Sum of the points of its reasons."
                    ),
                ),
                (
                    "reasons",
                    models.JSONField(
                        default=list,
                        help_text="What speaks against the comment: a list of [name, points, detail].",
                    ),
                ),
                (
                    "cluster",
                    models.BigIntegerField(
                        help_text="Id of the first of the comments that say nearly the same; null if"
                        " it is like no other.",
                        null=True,
                    ),
                ),
                *((band, models.IntegerField(null=True)) for band in BANDS),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["cluster"],
                        condition=models.Q(cluster__isnull=False),
                        name="screening_cluster",
                    ),
                    *(
                        models.Index(
                            fields=[band],
                            condition=models.Q((f"{band}__isnull", False)),
                            name=f"screening_{band}",
                        )
                        for band in BANDS
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="redaction",
                        serialize=False,
                        to="comments.postcomment",
                    ),
                ),
                (
                    "original",
                    models.TextField(help_text="The comment before a moderator took words out."),
                ),
                (
                    "original_name",
                    models.CharField(
                        blank=True, default="", help_text="The name before.", max_length=50
                    ),
                ),
                (
                    "redacted_at",
                    models.DateTimeField(
                        db_index=True, help_text="When words were taken out first."
                    ),
                ),
            ],
        ),
        migrations.RunPython(copy_rows, migrations.RunPython.noop),
        migrations.RunPython(move_queued_emails, migrations.RunPython.noop),
    ]
