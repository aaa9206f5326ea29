"""Mails: to a comment's writer who asked for them, and to moderators."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import alerts.comments.models.follow_up


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0007_forget"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AskedAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(db_index=True, max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name="postcomment",
            name="told_at",
            field=models.DateTimeField(
                editable=False,
                help_text="When the writer of what it answers was told of it by mail.",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("es", "Spanish"),
                            ("so", "Somali"),
                            ("hmn", "Hmong"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=alerts.comments.models.follow_up.make_key,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "asked_at",
                    models.DateTimeField(
                        help_text="When the mail was sent in which the address is to be confirmed.",
                        null=True,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "told_at",
                    models.DateTimeField(
                        help_text="When the mail was sent that the comment is published.", null=True
                    ),
                ),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_up",
                        to="comments.postcomment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ModeratorPreferences",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mail",
                    models.CharField(
                        choices=[
                            ("none", "No mail"),
                            ("at_once", "A mail when a comment arrives, at most one in 15 minutes"),
                            ("daily", "A summary once a day, if something waits"),
                        ],
                        default="daily",
                        max_length=10,
                        verbose_name="Mail about comments that wait",
                    ),
                ),
                (
                    "mailed_at",
                    models.DateTimeField(
                        editable=False, help_text="When the last mail at once was sent.", null=True
                    ),
                ),
                (
                    "summary_on",
                    models.DateField(
                        editable=False,
                        help_text="The day of the last summary, in the site's time zone.",
                        null=True,
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderator_preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
