"""Signal receivers that queue share pictures before anybody requests them."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.signals import page_published

from alerts.models import AlertPage, OfficePhone
from alerts.states import is_over

from .formats.pictures import make_pictures

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def _make_later(alert_ids: Iterable[int], languages: list[str]) -> None:
    for alert_id in alert_ids:
        transaction.on_commit(partial(make_pictures.enqueue, alert_id, languages))


def make_pictures_of_published_page(instance: AlertPage, **kwargs: Any) -> None:
    """Queue the pictures of a published English page, or the picture of a published translation."""
    if instance.is_source:
        _make_later([instance.pk], LANGUAGES)
    elif not instance.source.is_source:
        return  # a translation without its English page
    else:
        _make_later([instance.source.pk], [instance.language])


def make_pictures_with_number(instance: OfficePhone, raw: bool = False, **kwargs: Any) -> None:
    """Queue the pictures of alerts that have not ended and may show the changed number."""
    if not raw:
        _make_later(
            AlertPage.objects.sources()
            .filter(office_links__office=instance.office_id)
            .exclude(is_over(timezone.now()))
            .values_list("pk", flat=True)
            .distinct(),
            LANGUAGES,
        )


def register_signal_handlers() -> None:
    page_published.connect(make_pictures_of_published_page, sender=AlertPage)
    post_save.connect(make_pictures_with_number, sender=OfficePhone)
    post_delete.connect(make_pictures_with_number, sender=OfficePhone)
