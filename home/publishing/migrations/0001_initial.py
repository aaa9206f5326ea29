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
    ]
