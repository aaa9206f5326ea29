"""Rename hand-ins to requests for review, and renderings to translations."""

import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models

RENAMED_CONSTRAINTS = (
    (
        "ReviewRequest",
        "one_open_hand_in",
        models.UniqueConstraint(
            fields=["translation"],
            condition=models.Q(closed_at=None),
            name="one_open_review_request",
        ),
    ),
    (
        "PhraseTranslation",
        "one_rendering_a_language",
        models.UniqueConstraint(fields=("phrase", "language"), name="one_translation_a_language"),
    ),
    (
        "GlossaryTranslation",
        "one_glossary_rendering",
        models.UniqueConstraint(fields=("term", "language"), name="one_glossary_translation"),
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("translation", "0008_safer_terms"),
        # Its data migrations know the models by their old names.
        ("alerts", "0010_translation_status"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("HandIn", "ReviewRequest"),
        migrations.RenameField("ReviewRequest", "at", "submitted_at"),
        migrations.RenameField("ReviewRequest", "by", "submitted_by"),
        migrations.AlterField(
            "ReviewRequest",
            "translation",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="review_requests",
                to="wagtail_localize.translation",
            ),
        ),
        migrations.RenameModel("PhraseRendering", "PhraseTranslation"),
        migrations.AlterField(
            "PhraseTranslation",
            "phrase",
            modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="translations",
                to="translation.phrase",
            ),
        ),
        migrations.RenameModel("GlossaryRendering", "GlossaryTranslation"),
        migrations.AlterField(
            "GlossaryTranslation",
            "term",
            modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="translations",
                to="translation.glossaryterm",
            ),
        ),
        *(
            operation
            for model, old, constraint in RENAMED_CONSTRAINTS
            for operation in (
                migrations.RemoveConstraint(model, old),
                migrations.AddConstraint(model, constraint),
            )
        ),
    ]
