from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='moderatorpreferences',
            name='mail',
            field=models.CharField(choices=[('none', 'No email'), ('at_once', 'An email at once, at most one in 15 minutes'), ('daily', 'A summary once a day, if there is something to do')], default='daily', max_length=10, verbose_name='email'),
        ),
        migrations.AlterField(
            model_name='moderatorpreferences',
            name='mailed_at',
            field=models.DateTimeField(editable=False, help_text='Time of the last email that was sent at once.', null=True),
        ),
    ]
