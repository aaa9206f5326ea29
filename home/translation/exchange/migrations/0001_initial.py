import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TranslationImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('po', 'Po'), ('xlsx', 'Spreadsheet')], max_length=4)),
                ('by_machine', models.BooleanField(default=False)),
                ('is_own', models.BooleanField(default=False, help_text='The user has translated the texts.')),
                ('rows', models.JSONField(default=list)),
                ('total', models.PositiveIntegerField(default=0)),
                ('position', models.PositiveIntegerField(default=0)),
                ('written', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('empty', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('problem', models.TextField(blank=True, help_text='Reason why the import stopped.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('locale', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.locale')),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.page')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_refused', models.BooleanField()),
                ('row', models.JSONField(help_text='The values of a `ReturnedString`.')),
                ('page_title', models.TextField()),
                ('field_name', models.TextField()),
                ('english', models.TextField()),
                ('why', models.TextField()),
                ('of_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='noted', to='exchange.translationimport')),
                ('localized_why', models.TextField(blank=True, help_text='In the language of the translation.')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
    ]
