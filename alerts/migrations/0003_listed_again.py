from django.conf import settings
from django.db import migrations
from django.db.models import Q
from django.utils import timezone


def repeat_columns(apps, schema_editor):
    """Set the columns for lists of all posts: some changes of pages had left them as they were."""
    for name, dated in (("AlertPage", "starts_at"), ("ExplainerPage", "first_published_at")):
        model = apps.get_model("alerts", name)
        is_listed = Q(live=True, locale__language_code=settings.LANGUAGE_CODE)
        unlisted = list(model.objects.exclude(is_listed).values_list("pk", flat=True))
        for start in range(0, len(unlisted), 500):
            model.objects.filter(pk__in=unlisted[start : start + 500]).update(
                listed_at=None, listed_until=None, listed_year=None
            )
        columns = model.objects.filter(is_listed).values_list(
            "pk", "first_published_at", "listed_at", "expire_at", dated
        )
        for pk, published_at, listed_at, expire_at, day in list(columns):
            model.objects.filter(pk=pk).update(
                listed_at=published_at or listed_at or timezone.now(),
                listed_until=expire_at,
                listed_year=timezone.localdate(day).year if day else None,
            )


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0002_listing'),
    ]

    operations = [migrations.RunPython(repeat_columns, migrations.RunPython.noop)]
