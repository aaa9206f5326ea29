"""Scheduled deletion of renditions of pictures to which nothing refers."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import IntegerField, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import ReferenceIndex

from .models import CustomImage, Rendition

# A new picture may be about to be used.
NEW_FOR = timedelta(days=30)
# Sizes in the admin's lists and forms, which would create them again.
ADMIN_SIZES = ("max-165x165", "max-800x600", "original")


def delete_unused(*, dry_run: bool) -> int:
    """Delete unused renditions of pictures unless `dry_run`, and return the count."""
    # Wagtail makes a rendition again as soon as something shows the picture.
    unused = _unused()
    if dry_run:
        return unused.count()
    count = 0
    for rendition in unused.iterator():
        rendition.delete()  # one by one: a signal deletes its file
        count += 1
    return count


def _unused() -> QuerySet[Rendition]:
    used = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(CustomImage)
    ).annotate(used_id=Cast("to_object_id", IntegerField()))
    before = timezone.now() - NEW_FOR
    return (
        Rendition.objects.filter(image__created_at__lt=before)
        .exclude(filter_spec__in=ADMIN_SIZES)
        .exclude(image_id__in=used.values("used_id"))
    )
