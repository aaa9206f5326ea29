import alerts.comments.models.follow_up
import django.db.models.deletion
import django.utils.timezone
import home.languages
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('alerts', '0001_initial'),
        ('django_comments_xtd', '0008_auto_20200920_2037'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='AskedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='CommentSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_paused', models.BooleanField(default=False, help_text='No post takes comments while this is on. Published comments stay.', verbose_name='Pause all comments')),
                ('contact', models.EmailField(blank=True, help_text="The contact gets an email, without the comment's text, when a comment is kept as evidence.", max_length=254, verbose_name='Contact for threats')),
                ('flags_needed', models.PositiveSmallIntegerField(default=3, help_text='When so many readers have flagged a published comment, it is hidden and waits for a moderator again. With 0 it is never hidden; moderators only see the count.', verbose_name='Flags that hide a comment')),
            ],
            options={
                'verbose_name': 'comment settings',
            },
        ),
        migrations.CreateModel(
            name='PostComment',
            fields=[
                ('xtdcomment_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='django_comments_xtd.xtdcomment')),
                ('language', models.CharField(choices=home.languages.language_choices, max_length=10)),
                ('status', models.CharField(choices=[('pending', 'waiting for a moderator'), ('published', 'published'), ('rejected', 'rejected'), ('spam', 'spam'), ('evidence', 'kept as evidence')], default='pending', max_length=20)),
                ('reason', models.CharField(blank=True, choices=[('personal', "it has somebody's personal data"), ('insult', 'it insults somebody or is hateful'), ('off_topic', 'it is not about this post'), ('advertising', 'it is advertising'), ('threat', 'it threatens somebody'), ('other', 'another reason')], default='', max_length=20)),
                ('is_shown', models.BooleanField(default=False, editable=False, help_text='True if it and every comment above it are published.')),
                ('place', models.CharField(default='', editable=False, help_text="Sort key of a reply in its thread: the ids, of ten digits each, of the replies from the first level down to this one. It sorts as the package's `order` and never changes.", max_length=20)),
                ('idempotency_key', models.CharField(help_text='Key of the form token, so that a form that is sent twice is stored once.', max_length=64, unique=True)),
                ('submitted', models.DateTimeField()),
                ('queued_at', models.DateTimeField(editable=False, help_text='Time at which it was sent, or last put back into the queue.', null=True)),
                ('waited', models.DurationField(editable=False, help_text='Time that it waited for the last decision.', null=True)),
                ('token_hash', models.CharField(editable=False, help_text="Hash of the token in the writer's private link.", max_length=64, null=True, unique=True)),
                ('edits', models.PositiveIntegerField(default=0, editable=False, help_text='Count of changes of its text; a decision names the version that was read.')),
                ('is_withdrawn', models.BooleanField(default=False, editable=False, help_text='Its writer withdrew it; a placeholder remains for the replies.')),
                ('is_erased', models.BooleanField(default=False, editable=False, help_text='A moderator erased it; a placeholder remains for the replies.')),
                ('is_campaign', models.BooleanField(default=False, editable=False, help_text="A moderator wrote it in the campaign's name.")),
                ('is_closed', models.BooleanField(default=False, editable=False, help_text='The first comment of a thread that takes no more replies.')),
                ('call_result', models.CharField(blank=True, choices=[('spoke', 'spoke to a person'), ('message', 'left a message'), ('no_answer', 'no answer'), ('busy', 'the line was busy'), ('refused', 'they refused to talk')], default='', max_length=20)),
                ('flag_count', models.PositiveSmallIntegerField(default=0, editable=False, help_text='Count of flags by readers since the last decision.')),
                ('flag_reasons', models.JSONField(default=dict, editable=False, help_text='Count of flags for each `Reason`; flags without a reason are left out.')),
                ('moderated_at', models.DateTimeField(blank=True, null=True)),
                ('notified_at', models.DateTimeField(editable=False, help_text='Time of the email about this reply to the writer of the comment above it.', null=True)),
                ('moderated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(blank=True, help_text='The office that its writer called, if it reports on a call.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='alerts.office')),
                ('post', models.ForeignKey(help_text='The English page, whatever the language of the comment.', on_delete=django.db.models.deletion.CASCADE, related_name='post_comments', to='wagtailcore.page')),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='comments.postcomment')),
                ('root', models.ForeignKey(editable=False, help_text="The first comment of a reply's thread.", null=True, on_delete=django.db.models.deletion.CASCADE, related_name='thread', to='comments.postcomment')),
                ('note', models.CharField(blank=True, default='', help_text='Sentence of a moderator about the rejection, which only the writer reads.', max_length=300)),
                ('passed_to', models.CharField(blank=True, choices=home.languages.language_choices, default='', help_text='Language that somebody must read to decide, if it is not that of the thread.', max_length=10)),
            ],
            options={
                'verbose_name': 'comment',
                'permissions': [('handle_evidence', 'Can see and release comments that are kept as evidence')],
                'indexes': [models.Index(condition=models.Q(('is_shown', True), ('root', None)), fields=['post', 'language', 'submitted'], name='comment_threads'), models.Index(condition=models.Q(('is_shown', True)), fields=['root', 'place', 'is_shown'], name='comment_replies'), models.Index(condition=models.Q(('is_shown', True)), fields=['post', 'language', 'root', 'is_shown'], name='comment_numbers'), models.Index(fields=['status', 'submitted'], name='comment_queue'), models.Index(fields=['status', 'language', 'submitted'], name='comment_queue_language'), models.Index(fields=['status', 'moderated_at'], name='comment_decisions'), models.Index(condition=models.Q(('flag_count__gt', 0)), fields=['flag_count'], name='comment_flags')],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_shown', False), ('status', 'published'), _connector='OR'), name='comment_shown_is_published'), models.CheckConstraint(condition=models.Q(('reason', ''), ('status', 'rejected'), _connector='OR'), name='comment_reason_is_of_rejection'), models.CheckConstraint(condition=models.Q(('note', ''), ('status', 'rejected'), _connector='OR'), name='comment_note_is_of_rejection')],
            },
            bases=('django_comments_xtd.xtdcomment', models.Model),
        ),
        migrations.CreateModel(
            name='BlockedTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('word', 'word or words in a row'), ('domain', 'site, with all its subdomains')], default='word', max_length=10)),
                ('term', models.CharField(help_text='Capitals and accents make no difference. Write a site like this: spam.example.', max_length=200)),
                ('note', models.CharField(blank=True, help_text='The reason, for other moderators.', max_length=200)),
            ],
            options={
                'verbose_name': 'blocked word or site',
                'verbose_name_plural': 'blocked words and sites',
                'ordering': ['kind', 'term'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'term'), name='comment_blocked_once')],
            },
        ),
        migrations.CreateModel(
            name='ModeratorPreferences',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mail', models.CharField(choices=[('none', 'No email'), ('at_once', 'An email at once, at most one in 15 minutes'), ('daily', 'A summary once a day, if there is something to do')], default='daily', max_length=10, verbose_name='email')),
                ('mailed_at', models.DateTimeField(editable=False, help_text='Time of the last email that was sent at once.', null=True)),
                ('summary_on', models.DateField(editable=False, help_text="Day of the last summary, in the site's time zone.", null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='moderator_preferences', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='redaction', serialize=False, to='comments.postcomment')),
                ('original', models.TextField(help_text='Text of the comment before the redaction.')),
                ('original_name', models.CharField(blank=True, default='', help_text='Name before the redaction.', max_length=50)),
                ('redacted_at', models.DateTimeField(db_index=True, help_text='Time of the first redaction.')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('language', models.CharField(choices=home.languages.language_choices, max_length=10)),
                ('key', models.CharField(default=alerts.comments.models.follow_up.make_key, editable=False, max_length=16, unique=True)),
                ('created', models.DateTimeField(default=django.utils.timezone.now)),
                ('asked_at', models.DateTimeField(help_text='Time of the email that asked to confirm the address.', null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('notified_at', models.DateTimeField(help_text='Time of the email that the comment is published.', null=True)),
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='follow_up', to='comments.postcomment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SpamScreening',
            fields=[
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='screening', serialize=False, to='comments.postcomment')),
                ('score', models.PositiveSmallIntegerField(default=0, help_text='Sum of the points of its reasons.')),
                ('reasons', models.JSONField(default=list, help_text='Reasons against the comment: a list of [name, points, detail].')),
                ('cluster', models.BigIntegerField(help_text='Id of the first of the comments that say nearly the same; null if there are no others.', null=True)),
                ('band_0', models.IntegerField(null=True)),
                ('band_1', models.IntegerField(null=True)),
                ('band_2', models.IntegerField(null=True)),
                ('band_3', models.IntegerField(null=True)),
                ('sender', models.CharField(blank=True, default='', help_text='Value for the IP address of a flood, as in `home.rate_limits`; deleted after its day.', max_length=4)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('cluster__isnull', False)), fields=['cluster'], name='screening_cluster'), models.Index(condition=models.Q(('band_0__isnull', False)), fields=['band_0'], name='screening_band_0'), models.Index(condition=models.Q(('band_1__isnull', False)), fields=['band_1'], name='screening_band_1'), models.Index(condition=models.Q(('band_2__isnull', False)), fields=['band_2'], name='screening_band_2'), models.Index(condition=models.Q(('band_3__isnull', False)), fields=['band_3'], name='screening_band_3'), models.Index(condition=models.Q(('sender', ''), _negated=True), fields=['sender'], name='screening_sender')],
            },
        ),
    ]
