import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublishingFailure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(help_text='Scheduled time of the publication or withdrawal.')),
                ('failed_at', models.DateTimeField(auto_now=True)),
                ('reason', models.TextField()),
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='publishing_failure', to='wagtailcore.page')),
            ],
            options={
                'ordering': ['-failed_at'],
            },
        ),
        migrations.CreateModel(
            name='EditorForm',
            fields=[
                ('key', models.UUIDField(primary_key=True, serialize=False)),
                ('saved_at', models.DateTimeField(help_text='`created_at` of the revision, which a later save overwrites.', null=True)),
                ('is_finished', models.BooleanField(default=False, help_text='Saved by a button, after which the browser leaves the form.')),
                ('used_at', models.DateTimeField(auto_now=True)),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.page')),
                ('revision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision')),
            ],
        ),
    ]
