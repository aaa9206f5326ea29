import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SharingSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('licence_name', models.CharField(default='CC BY 4.0', help_text='The short name of the licence. Not translated.', max_length=60, verbose_name='licence')),
                ('licence_address', models.URLField(default='https://creativecommons.org/licenses/by/4.0/', validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='address of the licence')),
                ('credit', models.CharField(blank=True, help_text='The name to credit; if left empty, the name of this site. Not translated.', max_length=120)),
            ],
            options={
                'verbose_name': 'sharing',
            },
        ),
    ]
