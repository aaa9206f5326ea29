import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0004_content_blocks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='alertexplainer',
            name='explainer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alert_links', to='alerts.explainerpage'),
        ),
        migrations.AlterField(
            model_name='alertoffice',
            name='office',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alert_links', to='alerts.office'),
        ),
    ]
