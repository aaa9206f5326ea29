import django.core.validators
import django.db.models.deletion
import home.languages
import home.phones
import home.translation.status
import modelcluster.fields
import modelsearch.index
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('home', '0001_initial'),
        ('media', '0001_initial'),
        ('people', '0001_initial'),
        ('translation', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='AlertSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment_days', models.PositiveSmallIntegerField(blank=True, default=30, help_text="Comments close this many days after an alert's deadline or decision. 0: at its end. Empty: never. Published comments remain.", null=True, validators=[django.core.validators.MaxValueValidator(3650)], verbose_name='days of comments after the end')),
            ],
            options={
                'verbose_name': 'alert settings',
            },
        ),
        migrations.CreateModel(
            name='ActionType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='For editors: “veto”, “sign”.', max_length=40, unique=True)),
                ('plea', models.ForeignKey(help_text='The request of callers: “Please veto {what}.”', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='translation.phrase')),
                ('sentence', models.ForeignKey(help_text='The request to readers: “Ask {office} to veto {what}.”', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='translation.phrase')),
                ('kinds', models.JSONField(blank=True, default=list, verbose_name='kinds of offices')),
            ],
            options={
                'verbose_name': 'action type',
                'verbose_name_plural': 'action types',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='AlertIndexPage',
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
            name='AlertPage',
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
                ('comments_open', models.BooleanField(default=True, help_text='Every comment waits for a moderator.', verbose_name='comments are open')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 4), ('picture', 8), ('video', 12), ('questions', 13), ('button', 17), ('document', 20), ('documents', 21), ('explainer', 22)], blank=True, block_lookup={0: ('home.blocks.HeadingBlock', (), {}), 1: ('home.blocks.TextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul', 'paste']}), 2: ('wagtail.blocks.TextBlock', (), {}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'The speaker, and where it was said.', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 2), ('attribution', 3)]], {}), 5: ('home.blocks.StructureImageChooserBlock', (), {}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': 'Describes the picture to people who cannot see it.', 'label': 'alt text'}), 7: ('wagtail.blocks.CharBlock', (), {'required': False}), 8: ('wagtail.blocks.StructBlock', [[('image', 5), ('alt_text', 6), ('caption', 7)]], {}), 9: ('wagtail.blocks.CharBlock', (), {'help_text': 'Say what the video shows, and in which language it is.'}), 10: ('home.blocks.StructureImageChooserBlock', (), {'help_text': 'Nothing is loaded from the other site.', 'label': 'still picture'}), 11: ('home.blocks.StructureURLBlock', (), {'help_text': "The address of the video's page.", 'label': 'address'}), 12: ('wagtail.blocks.StructBlock', [[('title', 9), ('image', 10), ('url', 11)]], {}), 13: ('home.blocks.QuestionsBlock', (), {}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'Say in a few words where it leads: “Find your representative”.', 'max_length': 60}), 15: ('home.blocks.StructurePageChooserBlock', (), {'help_text': 'Readers get the page in their language.', 'required': False}), 16: ('home.blocks.StructureURLBlock', (), {'help_text': 'Used if no page is chosen.', 'label': 'address', 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('label', 14), ('page', 15), ('url', 16)]], {}), 18: ('home.blocks.StructureDocumentChooserBlock', (), {}), 19: ('wagtail.blocks.CharBlock', (), {'help_text': 'The text of the link.'}), 20: ('wagtail.blocks.StructBlock', [[('document', 18), ('label', 19)]], {}), 21: ('home.blocks.DocumentsBlock', (), {}), 22: ('alerts.blocks.ExplainerLinkBlock', (), {})})),
                ('starts_at', models.DateTimeField(blank=True, db_index=True, help_text='Central Time', null=True, verbose_name='starts')),
                ('ends_at', models.DateTimeField(blank=True, db_index=True, help_text='The deadline, Central Time', null=True, verbose_name='ends')),
                ('outcome', models.CharField(blank=True, choices=[('won', 'Won'), ('lost', 'Lost'), ('postponed', 'Postponed')], help_text='Ends the alert as soon as you publish; readers are no longer asked to act.', max_length=20)),
                ('decided_at', models.DateTimeField(blank=True, db_index=True, help_text='When it was decided, or when the decision takes effect. Central Time', null=True, verbose_name='decided')),
                ('about', models.CharField(blank=True, help_text='The name of what is to be vetoed, signed or stopped: “SF958”, “Secure Communities”. Names are not translated.', max_length=100)),
                ('ask', models.CharField(help_text='What readers are asked to do, in one sentence.', max_length=300)),
                ('share_text', models.CharField(blank=True, help_text='The text that readers send to friends; it must make sense without the site. {number} and {deadline} become the first phone number and the deadline.', max_length=300, verbose_name='text to share')),
                ('script', wagtail.fields.StreamField([('line', 0)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'description': 'One line to say aloud, in English; the translation shows its meaning below it', 'icon': 'comment', 'preview_value': 'Hello, my name is … and I live in Minnesota.'})}, help_text='What callers say on the phone, line by line.', verbose_name='what to say')),
                ('voicemail', wagtail.fields.StreamField([('line', 0)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'description': 'One line to say aloud, in English; the translation shows its meaning below it', 'icon': 'comment', 'preview_value': 'Hello, my name is … and I live in Minnesota.'})}, help_text='Short, line by line: name, town, the ask.', verbose_name='what to say to a machine')),
                ('talking_points', wagtail.fields.StreamField([('point', 0)], blank=True, block_lookup={0: ('wagtail.blocks.TextBlock', (), {'description': 'One thing to say, in a sentence or two; numbered automatically', 'icon': 'list-ol', 'preview_value': 'Thank the governor for the veto.', 'rows': 3})})),
                ('response', wagtail.fields.RichTextField(blank=True, help_text='How callers report to the campaign what the office answered.', verbose_name='how to tell us')),
                ('office_answer', wagtail.fields.RichTextField(blank=True, help_text='Fill this in when the office has answered. It appears in the timeline.', verbose_name='what the office answered')),
                ('outcome_text', wagtail.fields.RichTextField(blank=True, help_text='What happened, and what to do next. Once the alert is over, this comes first on the page.', verbose_name='what came of it')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='day of the answer')),
                ('story', models.PositiveBigIntegerField(db_index=True, editable=False, help_text='The id of the first alert of the story.', null=True)),
                ('action_type', models.ForeignKey(blank=True, help_text='Its sentence is translated into every language.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.actiontype', verbose_name='what to ask for')),
                ('follows', models.ForeignKey(blank=True, help_text='The earlier alert that this one continues. Both show the whole story.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='followed_by', to='alerts.alertpage')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='home.meeting')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares the page. 1200 × 630 pixels work best, without text in the picture.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.customimage', verbose_name='picture for social media')),
                ('translator', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='ExplainerIndexPage',
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
            name='ExplainerPage',
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
                ('comments_open', models.BooleanField(default=True, help_text='Every comment waits for a moderator.', verbose_name='comments are open')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 4), ('picture', 8), ('video', 12), ('questions', 13), ('button', 17), ('document', 20), ('documents', 21), ('explainer', 22)], blank=True, block_lookup={0: ('home.blocks.HeadingBlock', (), {}), 1: ('home.blocks.TextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul', 'paste']}), 2: ('wagtail.blocks.TextBlock', (), {}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'The speaker, and where it was said.', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 2), ('attribution', 3)]], {}), 5: ('home.blocks.StructureImageChooserBlock', (), {}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': 'Describes the picture to people who cannot see it.', 'label': 'alt text'}), 7: ('wagtail.blocks.CharBlock', (), {'required': False}), 8: ('wagtail.blocks.StructBlock', [[('image', 5), ('alt_text', 6), ('caption', 7)]], {}), 9: ('wagtail.blocks.CharBlock', (), {'help_text': 'Say what the video shows, and in which language it is.'}), 10: ('home.blocks.StructureImageChooserBlock', (), {'help_text': 'Nothing is loaded from the other site.', 'label': 'still picture'}), 11: ('home.blocks.StructureURLBlock', (), {'help_text': "The address of the video's page.", 'label': 'address'}), 12: ('wagtail.blocks.StructBlock', [[('title', 9), ('image', 10), ('url', 11)]], {}), 13: ('home.blocks.QuestionsBlock', (), {}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'Say in a few words where it leads: “Find your representative”.', 'max_length': 60}), 15: ('home.blocks.StructurePageChooserBlock', (), {'help_text': 'Readers get the page in their language.', 'required': False}), 16: ('home.blocks.StructureURLBlock', (), {'help_text': 'Used if no page is chosen.', 'label': 'address', 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('label', 14), ('page', 15), ('url', 16)]], {}), 18: ('home.blocks.StructureDocumentChooserBlock', (), {}), 19: ('wagtail.blocks.CharBlock', (), {'help_text': 'The text of the link.'}), 20: ('wagtail.blocks.StructBlock', [[('document', 18), ('label', 19)]], {}), 21: ('home.blocks.DocumentsBlock', (), {}), 22: ('alerts.blocks.ExplainerLinkBlock', (), {})})),
                ('summary', models.CharField(help_text='The subject of this page, in one sentence.', max_length=300)),
                ('sources', wagtail.fields.StreamField([('source', 3)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {}), 1: ('wagtail.blocks.CharBlock', (), {'required': False}), 2: ('wagtail.blocks.URLBlock', (), {'label': 'address', 'required': False}), 3: ('wagtail.blocks.StructBlock', [[('title', 0), ('publisher', 1), ('url', 2)]], {})})),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares the page. 1200 × 630 pixels work best, without text in the picture.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.customimage', verbose_name='picture for social media')),
                ('translator', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The name of the person or the office. Not translated.', max_length=120)),
                ('open_days', models.CharField(choices=[('weekdays', 'Monday to Friday'), ('daily', 'every day')], default='weekdays', max_length=20, verbose_name='days')),
                ('opens_at', models.TimeField(blank=True, help_text='Central Time', null=True, verbose_name='opens')),
                ('closes_at', models.TimeField(blank=True, help_text='Central Time', null=True, verbose_name='closes')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('role', models.ForeignKey(help_text='The office held: “Governor of Minnesota”. Translated.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='translation.phrase')),
                ('kind', models.CharField(blank=True, choices=[('governor', 'governor'), ('senator', 'senator'), ('representative', 'representative'), ('mayor', 'mayor'), ('council', 'city council, county or school board'), ('police', 'sheriff or police'), ('agency', 'agency'), ('other', 'other')], help_text='Decides what the office can be asked for. Leave it empty if the role says it: “Governor of Minnesota”, “State senator”.', max_length=20)),
            ],
            options={
                'ordering': ['name'],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='OfficePhone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('number', home.phones.PhoneNumberField(help_text='Include the extension, and keep letters that people know: 651-296-4837 ext. 12, 1-800-LAW-HELP. The site recognizes toll-free numbers.', max_length=128, region=None)),
                ('is_tty', models.BooleanField(default=False, verbose_name='TTY, for deaf callers')),
                ('office', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='phones', to='alerts.office')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OfficeInterpreter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=home.languages.translated_language_choices, max_length=10)),
                ('checked_on', models.DateField(help_text="The day of the office's statement.", verbose_name='checked')),
                ('office', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='interpreters', to='alerts.office')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('office', 'language'), name='one_interpreter_record_a_language')],
            },
        ),
        migrations.CreateModel(
            name='AlertExplainer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('alert', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='explainer_links', to='alerts.alertpage')),
                ('explainer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alert_links', to='alerts.explainerpage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AlertOffice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('alert', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='office_links', to='alerts.alertpage')),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alert_links', to='alerts.office')),
                ('action_type', models.ForeignKey(blank=True, help_text='Only if it differs from “what to ask for” above.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.actiontype', verbose_name='what to ask this office')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
    ]
