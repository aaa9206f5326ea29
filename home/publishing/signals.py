"""Signal receivers that check revisions when they are scheduled, and delete outdated failures."""

from django.db.models.signals import pre_save
from wagtail.models import Revision
from wagtail.signals import page_published

from . import rules
from .models import PublishingFailure


def check_before_scheduling(instance, update_fields=None, **kwargs):
    is_scheduled = instance.approved_go_live_at and (
        update_fields is None or "approved_go_live_at" in update_fields
    )
    if is_scheduled and instance.content_type.model_class():
        page = instance.as_object()
        if hasattr(page, "is_source"):
            rules.check(page)
            PublishingFailure.objects.filter(page=page.pk).delete()


def delete_failure(instance, **kwargs):
    PublishingFailure.objects.filter(page=instance.pk).delete()


def register_signal_handlers():
    # Every way of scheduling a page saves a revision.
    pre_save.connect(check_before_scheduling, sender=Revision)
    page_published.connect(delete_failure)
