"""Alerts know their story; editors set how long comments stay open after an alert's end."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0004_phrasebook"),
        ("home", "0005_calls"),
    ]

    operations = [
        migrations.CreateModel(
            name="AlertSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "comment_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        default=30,
                        help_text="For so many days after its deadline or its decision an alert takes comments. 0: until it ends. Empty: for good. What is public stays.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(3650)],
                        verbose_name="days of comments after the end",
                    ),
                ),
            ],
            options={
                "verbose_name": "alert settings",
            },
        ),
        migrations.AddField(
            model_name="alertpage",
            name="story",
            field=models.PositiveBigIntegerField(
                db_index=True,
                editable=False,
                help_text="The id of the first alert of those that follow each other.",
                null=True,
            ),
        ),
    ]
