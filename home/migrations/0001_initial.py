import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import home.phones
import home.translation.status
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('media', '0001_initial'),
        ('people', '0001_initial'),
        ('translation', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='WrittenEmail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.CharField(max_length=320)),
                ('subject', models.CharField(max_length=500)),
                ('body', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('translation_status', home.translation.status.TranslationStatusField(default=home.translation.status.TranslationStatus, editable=False)),
                ('strings_published_at', models.DateTimeField(editable=False, help_text='Strings saved until this time are published.', null=True)),
                ('english_changed_at', models.DateTimeField(editable=False, help_text='Set while a block is older than its English text.', null=True)),
                ('returns_with_english', models.BooleanField(default=False, editable=False, help_text='Withdrawn with the English page, and published again together with it.')),
                ('pronunciations', models.JSONField(default=dict, editable=False, help_text="Pronunciation of each English line, in the letters of the page's language.")),
                ('provenance', models.CharField(blank=True, choices=[('volunteer', 'translated by a volunteer'), ('machine', 'machine draft'), ('edited', 'machine draft, edited by a volunteer')], default='', editable=False, max_length=20)),
                ('reviewed_on', models.DateField(editable=False, null=True)),
                ('urgent_fix', models.BooleanField(default=False, help_text='Switch this on if an outdated translation could harm somebody. Until the change is translated, readers of the translation see the English of each part that has changed.', verbose_name='the old translations are dangerous')),
                ('intro', models.CharField(blank=True, help_text='One sentence about the campaign and its demand.', max_length=300)),
                ('about', wagtail.fields.RichTextField(blank=True)),
                ('phone', home.phones.PhoneNumberField(blank=True, help_text='Shown in the footer of every page. Include the extension, if any: 651-555-0123 ext. 12.', max_length=128, null=True, region=None)),
                ('calls_together', models.BooleanField(default=False, help_text='Alerts then say that somebody from the campaign can call together with the reader.', verbose_name='we call together with people')),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('social_accounts', wagtail.fields.StreamField([('account', 2)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'Common name of the site, for example “Facebook”.', 'max_length': 40}), 1: ('wagtail.blocks.URLBlock', (), {'label': 'address', 'validators': [django.core.validators.URLValidator(schemes=['https'])]}), 2: ('wagtail.blocks.StructBlock', [[('name', 0), ('url', 1)]], {})})),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares the page. 1200 × 630 pixels work best, without text in the picture.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.customimage', verbose_name='picture for social media')),
                ('translator', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(db_index=True, help_text='Central Time', verbose_name='starts')),
                ('ends_at', models.DateTimeField(blank=True, help_text='Central Time', null=True, verbose_name='ends')),
                ('place', models.CharField(help_text='Name of the place as on its door. Not translated.', max_length=120)),
                ('address', models.CharField(help_text='Street and city. Not translated.', max_length=200)),
                ('is_cancelled', models.BooleanField(default=False, help_text='Subscribed calendars then strike the meeting out. Do not delete the meeting.', verbose_name='cancelled')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('what', models.ForeignKey(help_text='Kind of meeting. This text is translated.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='translation.phrase')),
            ],
            options={
                'ordering': ['-starts_at'],
            },
        ),
        migrations.CreateModel(
            name='StandardPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('translation_status', home.translation.status.TranslationStatusField(default=home.translation.status.TranslationStatus, editable=False)),
                ('strings_published_at', models.DateTimeField(editable=False, help_text='Strings saved until this time are published.', null=True)),
                ('english_changed_at', models.DateTimeField(editable=False, help_text='Set while a block is older than its English text.', null=True)),
                ('returns_with_english', models.BooleanField(default=False, editable=False, help_text='Withdrawn with the English page, and published again together with it.')),
                ('pronunciations', models.JSONField(default=dict, editable=False, help_text="Pronunciation of each English line, in the letters of the page's language.")),
                ('provenance', models.CharField(blank=True, choices=[('volunteer', 'translated by a volunteer'), ('machine', 'machine draft'), ('edited', 'machine draft, edited by a volunteer')], default='', editable=False, max_length=20)),
                ('reviewed_on', models.DateField(editable=False, null=True)),
                ('urgent_fix', models.BooleanField(default=False, help_text='Switch this on if an outdated translation could harm somebody. Until the change is translated, readers of the translation see the English of each part that has changed.', verbose_name='the old translations are dangerous')),
                ('body', wagtail.fields.RichTextField()),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares the page. 1200 × 630 pixels work best, without text in the picture.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.customimage', verbose_name='picture for social media')),
                ('translator', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='UsedFormToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effect', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=64)),
                ('day', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('effect', 'key'), name='form_token_used_once')],
            },
        ),
        migrations.CreateModel(
            name='OutgoingEmail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('build', models.CharField(help_text='Dotted path of the function that returns the email.', max_length=200)),
                ('object_id', models.BigIntegerField(help_text='Id of the object that the email is about.')),
                ('queued_at', models.DateTimeField(help_text='Time of the last request for this email.')),
                ('due_at', models.DateTimeField(help_text='Time of the next attempt.')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failed_at', models.DateTimeField(help_text='Time of the last failed attempt.', null=True)),
                ('problem', models.CharField(blank=True, help_text='Reason why the last attempt failed, without an address.', max_length=200)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('build', 'object_id', 'user'), name='one_email_to_a_user'), models.UniqueConstraint(condition=models.Q(('user', None)), fields=('build', 'object_id'), name='one_email_without_a_user')],
            },
        ),
    ]
