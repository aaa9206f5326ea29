import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import home.phones
import home.translation.status
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('media', '0001_initial'),
        ('people', '0001_initial'),
        ('translation', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        migrations.CreateModel(
            name='SampleRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(help_text='Of a page and its translations.', null=True, unique=True)),
                ('object_id', models.PositiveBigIntegerField(null=True)),
                ('content_type', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
            ],
            options={
                'verbose_name': 'record of sample content',
                'verbose_name_plural': 'sample content',
                'constraints': [models.UniqueConstraint(fields=('content_type', 'object_id'), name='one_record_of_a_sample_object')],
            },
        ),
        migrations.CreateModel(
            name='MeetingsPage',
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
                ('intro', models.CharField(blank=True, max_length=300)),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares the page. 1200 × 630 pixels work best, without text in the picture.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.customimage', verbose_name='picture for social media')),
                ('translator', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='AddressKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(help_text='In UTC.', unique=True)),
                ('value', models.CharField(max_length=64)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RateCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, unique=True)),
                ('number', models.PositiveIntegerField(default=0)),
                ('ends_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
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
                ('more', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 4), ('picture', 8), ('video', 12), ('questions', 13), ('button', 17), ('document', 20), ('documents', 21)], blank=True, block_lookup={0: ('home.blocks.HeadingBlock', (), {}), 1: ('home.blocks.TextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul', 'paste']}), 2: ('wagtail.blocks.TextBlock', (), {}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'The speaker, and where it was said.', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 2), ('attribution', 3)]], {}), 5: ('home.blocks.StructureImageChooserBlock', (), {}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': 'Describes the picture to people who cannot see it.', 'label': 'alt text'}), 7: ('wagtail.blocks.CharBlock', (), {'required': False}), 8: ('wagtail.blocks.StructBlock', [[('image', 5), ('alt_text', 6), ('caption', 7)]], {}), 9: ('wagtail.blocks.CharBlock', (), {'help_text': 'Say what the video shows, and in which language it is.'}), 10: ('home.blocks.StructureImageChooserBlock', (), {'help_text': 'Nothing is loaded from the other site.', 'label': 'still picture'}), 11: ('home.blocks.StructureURLBlock', (), {'help_text': "The address of the video's page.", 'label': 'address'}), 12: ('wagtail.blocks.StructBlock', [[('title', 9), ('image', 10), ('url', 11)]], {}), 13: ('home.blocks.QuestionsBlock', (), {}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'Say in a few words where it leads: “Find your representative”.', 'max_length': 60}), 15: ('home.blocks.StructurePageChooserBlock', (), {'help_text': 'Readers get the page in their language.', 'required': False}), 16: ('home.blocks.StructureURLBlock', (), {'help_text': 'Used if no page is chosen.', 'label': 'address', 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('label', 14), ('page', 15), ('url', 16)]], {}), 18: ('home.blocks.StructureDocumentChooserBlock', (), {}), 19: ('wagtail.blocks.CharBlock', (), {'help_text': 'The text of the link.'}), 20: ('wagtail.blocks.StructBlock', [[('document', 18), ('label', 19)]], {}), 21: ('home.blocks.DocumentsBlock', (), {})}, default=list, help_text='Shown below the text: pictures, quotes, documents, questions and answers.', verbose_name='more content')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page', models.Model),
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
                ('more', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 4), ('picture', 8), ('video', 12), ('questions', 13), ('button', 17), ('document', 20), ('documents', 21)], blank=True, block_lookup={0: ('home.blocks.HeadingBlock', (), {}), 1: ('home.blocks.TextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul', 'paste']}), 2: ('wagtail.blocks.TextBlock', (), {}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'The speaker, and where it was said.', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 2), ('attribution', 3)]], {}), 5: ('home.blocks.StructureImageChooserBlock', (), {}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': 'Describes the picture to people who cannot see it.', 'label': 'alt text'}), 7: ('wagtail.blocks.CharBlock', (), {'required': False}), 8: ('wagtail.blocks.StructBlock', [[('image', 5), ('alt_text', 6), ('caption', 7)]], {}), 9: ('wagtail.blocks.CharBlock', (), {'help_text': 'Say what the video shows, and in which language it is.'}), 10: ('home.blocks.StructureImageChooserBlock', (), {'help_text': 'Nothing is loaded from the other site.', 'label': 'still picture'}), 11: ('home.blocks.StructureURLBlock', (), {'help_text': "The address of the video's page.", 'label': 'address'}), 12: ('wagtail.blocks.StructBlock', [[('title', 9), ('image', 10), ('url', 11)]], {}), 13: ('home.blocks.QuestionsBlock', (), {}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'Say in a few words where it leads: “Find your representative”.', 'max_length': 60}), 15: ('home.blocks.StructurePageChooserBlock', (), {'help_text': 'Readers get the page in their language.', 'required': False}), 16: ('home.blocks.StructureURLBlock', (), {'help_text': 'Used if no page is chosen.', 'label': 'address', 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('label', 14), ('page', 15), ('url', 16)]], {}), 18: ('home.blocks.StructureDocumentChooserBlock', (), {}), 19: ('wagtail.blocks.CharBlock', (), {'help_text': 'The text of the link.'}), 20: ('wagtail.blocks.StructBlock', [[('document', 18), ('label', 19)]], {}), 21: ('home.blocks.DocumentsBlock', (), {})}, default=list, help_text='Shown below the text: pictures, quotes, documents, questions and answers.', verbose_name='more content')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page', models.Model),
        ),
    ]
