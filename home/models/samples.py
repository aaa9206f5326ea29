"""Records of the objects that the sample content has created, to mark and remove them."""

from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef
from wagtail.models import Page


class SampleRecordQuerySet(models.QuerySet["SampleRecord"]):
    def of_pages(self) -> "SampleRecordQuerySet":
        return self.exclude(translation_key=None)

    def note_page(self, page: Page) -> None:
        """Record that the sample content created `page` and its translations."""
        self.get_or_create(translation_key=page.translation_key)

    def note(self, instance: models.Model) -> None:
        """Record that the sample content created `instance`, which is not a page."""
        content_type = ContentType.objects.get_for_model(instance)
        self.get_or_create(content_type=content_type, object_id=instance.pk)


class SampleRecord(models.Model):
    """Record of one object of the sample content: a page in all languages, or another object."""

    translation_key = models.UUIDField(
        null=True, unique=True, help_text="Of a page and its translations."
    )
    content_type = models.ForeignKey(
        ContentType, null=True, on_delete=models.CASCADE, related_name="+"
    )
    object_id = models.PositiveBigIntegerField(null=True)
    sample = GenericForeignKey()

    objects = SampleRecordQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "record of sample content"
        verbose_name_plural = "sample content"
        constraints = [
            models.UniqueConstraint(
                fields=("content_type", "object_id"), name="one_record_of_a_sample_object"
            )
        ]

    def __str__(self) -> str:
        return str(self.translation_key or f"{self.content_type_id}, {self.object_id}")


def is_sample_page() -> Exists:
    """Return a queryset expression that is True for a page of the sample content."""
    return Exists(SampleRecord.objects.filter(translation_key=OuterRef("translation_key")))


def is_sample(page: Any) -> bool:
    """Return True if `page`, a `BasePage`, belongs to the sample content."""
    known = page.source.is_sample if page.is_sample is None else page.is_sample
    if known is None:
        pages = SampleRecord.objects.of_pages()
        known = page.is_sample = pages.filter(translation_key=page.translation_key).exists()
    return bool(known)


def has_sample_pages() -> Exists:
    """Return a queryset expression that is True if the site has a page of the sample content."""
    keys = SampleRecord.objects.of_pages().values("translation_key")
    return Exists(Page.objects.filter(translation_key__in=keys))
