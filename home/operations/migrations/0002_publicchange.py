from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('operations', '0001_initial'),
    ]

    operations = [
        # The table of the former app page_cache stays, because the former version of the site may
        # still run during the migration. Its rows are needed for minutes only.
        migrations.CreateModel(
            name='PublicChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shown_at', models.DateTimeField(db_index=True)),
            ],
        ),
    ]
