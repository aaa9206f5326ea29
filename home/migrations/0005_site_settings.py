import django.core.validators
import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0004_rate_limits'),
        ('media', '0001_initial'),
        ('translation', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='SiteSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, help_text='Shown at the top of every page, and in links, feeds, calendars, flyers, pictures and emails. It is not translated. If this is empty, the name from the installation is shown.', max_length=40, verbose_name='name of the site')),
                ('footer', models.ForeignKey(blank=True, help_text='For example who runs the site. This text is translated.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='translation.phrase', verbose_name='sentence in the footer')),
                ('logo', models.ForeignKey(blank=True, help_text='Shown beside the name, on a dark background. If this is empty, a telephone is shown.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.customimage')),
                ('picture', models.ForeignKey(blank=True, help_text='Shown when somebody shares a page without a picture of its own. 1200 × 630 pixels work best.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.customimage', verbose_name='picture for sharing')),
            ],
            options={
                'verbose_name': 'name and menus',
            },
        ),
        migrations.CreateModel(
            name='MenuEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('menu', models.CharField(choices=[('header', 'header'), ('footer', 'footer')], default='header', max_length=10)),
                ('address', models.URLField(blank=True, help_text='Use this instead of a page to link to another site. It must begin with https.', validators=[django.core.validators.URLValidator(schemes=['https'])])),
                ('is_below', models.BooleanField(default=False, help_text='The entry is shown below the nearest entry of the first level above it.', verbose_name='second level')),
                ('label', models.ForeignKey(blank=True, help_text='This text is translated. If it is empty, the title of the page is shown.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='translation.phrase')),
                ('page', models.ForeignKey(blank=True, help_text='Readers get it in their language, if it is translated. They do not see the entry while the page is not public.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.page')),
                ('site_settings', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='home.sitesettings')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
    ]
