import django.db.models.deletion
import home.languages
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('alerts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallTotals',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shown', models.JSONField(default=dict)),
                ('alert', models.OneToOneField(help_text='The English page; pages in all languages have the row as `totals`.', on_delete=django.db.models.deletion.CASCADE, related_name='stored_totals', to='alerts.alertpage')),
            ],
            options={
                'verbose_name_plural': 'call totals',
            },
        ),
        migrations.CreateModel(
            name='CallCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=home.languages.language_choices, max_length=10)),
                ('day', models.DateField(help_text='In Central Time; the time of day is not stored.')),
                ('number', models.PositiveIntegerField(default=0)),
                ('held', models.PositiveIntegerField(default=0)),
                ('result', models.CharField(choices=[('spoke', 'spoke to a person'), ('message', 'left a message'), ('no_answer', 'no answer'), ('busy', 'the line was busy'), ('refused', 'they refused to talk')], max_length=20)),
                ('alert', models.ForeignKey(help_text='The English page.', on_delete=django.db.models.deletion.CASCADE, related_name='call_counts', to='alerts.alertpage')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.office')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('alert', 'day', 'office', 'language', 'result'), name='one_count_of_calls')],
            },
        ),
        migrations.CreateModel(
            name='SupportCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=home.languages.language_choices, max_length=10)),
                ('day', models.DateField(help_text='In Central Time; the time of day is not stored.')),
                ('number', models.PositiveIntegerField(default=0)),
                ('held', models.PositiveIntegerField(default=0)),
                ('alert', models.ForeignKey(help_text='The English page.', on_delete=django.db.models.deletion.CASCADE, related_name='support_counts', to='alerts.alertpage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('alert', 'day', 'language'), name='one_support_count')],
            },
        ),
    ]
