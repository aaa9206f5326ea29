from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def fill_columns(apps, schema_editor):
    """Set the columns for lists of English posts that are live."""
    for name, dated in (("AlertPage", "starts_at"), ("ExplainerPage", "first_published_at")):
        model = apps.get_model("alerts", name)
        posts = model.objects.filter(live=True, locale__language_code=settings.LANGUAGE_CODE)
        columns = posts.values_list("pk", "first_published_at", "expire_at", dated)
        for pk, published_at, expire_at, day in list(columns):
            model.objects.filter(pk=pk).update(
                listed_at=published_at or timezone.now(),
                listed_until=expire_at,
                listed_year=timezone.localdate(day).year if day else None,
            )


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0001_initial'),
        ('home', '0001_initial'),
        ('media', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='alertpage',
            name='listed_at',
            field=models.DateTimeField(db_index=True, editable=False, help_text='Time of the first publication of an English page that is live, otherwise empty.', null=True),
        ),
        migrations.AddField(
            model_name='alertpage',
            name='listed_until',
            field=models.DateTimeField(editable=False, help_text='Time at which the page expires.', null=True),
        ),
        migrations.AddField(
            model_name='alertpage',
            name='listed_year',
            field=models.PositiveSmallIntegerField(editable=False, help_text='Year in which the list has the page.', null=True),
        ),
        migrations.AddField(
            model_name='explainerpage',
            name='listed_at',
            field=models.DateTimeField(db_index=True, editable=False, help_text='Time of the first publication of an English page that is live, otherwise empty.', null=True),
        ),
        migrations.AddField(
            model_name='explainerpage',
            name='listed_until',
            field=models.DateTimeField(editable=False, help_text='Time at which the page expires.', null=True),
        ),
        migrations.AddField(
            model_name='explainerpage',
            name='listed_year',
            field=models.PositiveSmallIntegerField(editable=False, help_text='Year in which the list has the page.', null=True),
        ),
        migrations.AddIndex(
            model_name='alertpage',
            index=models.Index(condition=models.Q(('listed_at__isnull', False)), fields=['listed_year', 'listed_until', 'ends_at', 'decided_at', 'outcome', 'listed_at'], name='alert_years'),
        ),
        migrations.AddIndex(
            model_name='explainerpage',
            index=models.Index(condition=models.Q(('listed_at__isnull', False)), fields=['listed_year', 'listed_until', 'listed_at'], name='explainer_years'),
        ),
        migrations.RunPython(fill_columns, migrations.RunPython.noop),
    ]
