"""What makes share pictures anew, before anybody asks for them."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published

from alerts.models import AlertPage, OfficePhone
from alerts.states import is_over

from .formats.pictures import make_pictures

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def _make_later(alert_ids, languages):
    for alert_id in alert_ids:
        transaction.on_commit(partial(make_pictures.enqueue, alert_id, languages))


@receiver(page_published, sender=AlertPage)
def make_them_for_what_is_published(instance, **kwargs):
    """Times and numbers of an English page stand in every language's picture, a headline in its own."""
    if instance.is_source:
        _make_later([instance.pk], LANGUAGES)
    elif not instance.source.is_source:
        return  # an orphan
    else:
        _make_later([instance.source.pk], [instance.language])


@receiver([post_save, post_delete], sender=OfficePhone)
def make_them_for_a_number(instance, raw=False, **kwargs):
    if not raw:
        _make_later(
            AlertPage.objects.sources()
            .filter(office_links__office=instance.office_id)
            .exclude(is_over(timezone.now()))
            .values_list("pk", flat=True)
            .distinct(),
            LANGUAGES,
        )
