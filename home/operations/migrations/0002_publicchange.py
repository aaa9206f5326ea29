from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('operations', '0001_initial'),
    ]

    operations = [
        # The table had an app of its own. Its rows are needed for minutes only.
        migrations.RunSQL('DROP TABLE IF EXISTS page_cache_publicchange', migrations.RunSQL.noop),
        migrations.CreateModel(
            name='PublicChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shown_at', models.DateTimeField(db_index=True)),
            ],
        ),
    ]
