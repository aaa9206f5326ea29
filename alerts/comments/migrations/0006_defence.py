"""Blocked words and sites, comments that say nearly the same, and readers' complaints with reasons."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0005_safer_comments"),
        ("django_comments_xtd", "0008_auto_20200920_2037"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BlockedTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("word", "word or words in a row"),
                            ("domain", "site, with all its subdomains"),
                        ],
                        default="word",
                        max_length=10,
                    ),
                ),
                (
                    "term",
                    models.CharField(
                        help_text="Capitals and accents make no difference. A site as in spam.example.",
                        max_length=200,
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Why; for other moderators.", max_length=200
                    ),
                ),
            ],
            options={
                "verbose_name": "blocked word or site",
                "verbose_name_plural": "blocked words and sites",
                "ordering": ["kind", "term"],
            },
        ),
        migrations.AddField(
            model_name="commentsettings",
            name="complaints_needed",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="When so many have asked moderators to look at a published comment, it is hidden and waits again. 0: never, moderators only see how many have asked.",
                verbose_name="Readers who take a comment back to the queue",
            ),
        ),
        migrations.AddField(
            model_name="postcomment",
            name="band_0",
            field=models.IntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="postcomment",
            name="band_1",
            field=models.IntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="postcomment",
            name="band_2",
            field=models.IntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="postcomment",
            name="band_3",
            field=models.IntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="postcomment",
            name="complaint_reasons",
            field=models.JSONField(
                default=dict,
                editable=False,
                help_text="How many of them gave which `Reason`; who gave none is not in it.",
            ),
        ),
        migrations.AddIndex(
            model_name="postcomment",
            index=models.Index(
                condition=models.Q(("band_0__isnull", False)),
                fields=["band_0"],
                name="comment_band_0",
            ),
        ),
        migrations.AddIndex(
            model_name="postcomment",
            index=models.Index(
                condition=models.Q(("band_1__isnull", False)),
                fields=["band_1"],
                name="comment_band_1",
            ),
        ),
        migrations.AddIndex(
            model_name="postcomment",
            index=models.Index(
                condition=models.Q(("band_2__isnull", False)),
                fields=["band_2"],
                name="comment_band_2",
            ),
        ),
        migrations.AddIndex(
            model_name="postcomment",
            index=models.Index(
                condition=models.Q(("band_3__isnull", False)),
                fields=["band_3"],
                name="comment_band_3",
            ),
        ),
        migrations.AddConstraint(
            model_name="blockedterm",
            constraint=models.UniqueConstraint(
                fields=("kind", "term"), name="comment_blocked_once"
            ),
        ),
    ]
