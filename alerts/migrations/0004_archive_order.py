from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0003_listed_again'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='alertpage',
            index=models.Index(models.Case(models.When(decided_at__lt=models.F('ends_at'), then=models.F('decided_at')), default=models.F('ends_at')), name='alert_ends'),
        ),
    ]
