"""What a moderator can do beside deciding, what the defence notes, and permissions to publish in one language."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0004_moderation"),
        ("django_comments_xtd", "0008_auto_20200920_2037"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommentSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "is_paused",
                    models.BooleanField(
                        default=False,
                        help_text="No post takes comments, until this is taken back. What is public stays.",
                        verbose_name="Pause all comments",
                    ),
                ),
                (
                    "contact",
                    models.EmailField(
                        blank=True,
                        help_text="Gets a mail, without the comment's words, when a comment is kept as evidence.",
                        max_length=254,
                        verbose_name="Who is told of threats",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment settings",
            },
        ),
        migrations.AlterModelOptions(
            name="postcomment",
            options={
                "permissions": [
                    ("publish_en", "Can publish comments in English"),
                    ("publish_es", "Can publish comments in Spanish"),
                    ("publish_so", "Can publish comments in Somali"),
                    ("publish_hmn", "Can publish comments in Hmong"),
                    ("handle_evidence", "Can see and release comments that are kept as evidence"),
                ],
                "verbose_name": "comment",
            },
        ),
        migrations.AddField(
            model_name="postcomment",
            name="cluster",
            field=models.BigIntegerField(
                editable=False,
                help_text="The id of the first of the comments that say nearly the same; null if it is like no other.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="postcomment",
            name="complaints",
            field=models.PositiveSmallIntegerField(
                default=0,
                editable=False,
                help_text="How many readers have asked moderators to look again since the last decision.",
            ),
        ),
        migrations.AddField(
            model_name="postcomment",
            name="is_campaign",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="The campaign itself wrote it, at the desk.",
            ),
        ),
        migrations.AddField(
            model_name="postcomment",
            name="is_closed",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="The first comment of a thread that takes no more replies.",
            ),
        ),
        migrations.AddField(
            model_name="postcomment",
            name="is_erased",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="A moderator erased all of it; the place stays for the replies.",
            ),
        ),
        migrations.AddField(
            model_name="postcomment",
            name="original",
            field=models.TextField(
                default="",
                editable=False,
                help_text="What it said before a moderator took words out; deleted on schedule.",
            ),
        ),
        migrations.AddField(
            model_name="postcomment",
            name="suspicion",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, help_text="The sum of the points of its suspicions."
            ),
        ),
        migrations.AddField(
            model_name="postcomment",
            name="suspicions",
            field=models.JSONField(
                default=list,
                editable=False,
                help_text="Why the defence holds it for unwanted: a list of [name, points, detail].",
            ),
        ),
        migrations.AlterField(
            model_name="postcomment",
            name="status",
            field=models.CharField(
                choices=[
                    ("pending", "waiting for a moderator"),
                    ("published", "published"),
                    ("rejected", "rejected"),
                    ("spam", "spam"),
                    ("evidence", "kept as evidence"),
                ],
                default="pending",
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="postcomment",
            index=models.Index(fields=["cluster", "status"], name="comment_clusters"),
        ),
        migrations.AddIndex(
            model_name="postcomment",
            index=models.Index(
                condition=models.Q(("complaints__gt", 0)),
                fields=["complaints"],
                name="comment_complaints",
            ),
        ),
    ]
