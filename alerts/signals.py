"""Signal receivers that withdraw an alert's recordings if its number, deadline or ask changes."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published

from home.media.recording_tasks import notify_of_withdrawal
from home.media.recordings import Recording, withdraw_outdated

from .models import AlertPage, OfficePhone


def _withdraw_later(alerts: QuerySet[AlertPage]) -> None:
    # On commit, when all phone numbers are saved.
    with_recordings = Recording.objects.filter(withdrawn_at=None).values("page")
    for pk in alerts.filter(pk__in=with_recordings).values_list("pk", flat=True).distinct():
        transaction.on_commit(partial(_withdraw, pk))


@transaction.atomic
def _withdraw(alert_id: int) -> None:
    for alert in AlertPage.objects.filter(pk=alert_id):
        notify_of_withdrawal(withdraw_outdated(alert))


def withdraw_after_publishing(instance: AlertPage, **kwargs: Any) -> None:
    if instance.is_source:
        _withdraw_later(AlertPage.objects.filter(pk=instance.pk))


def withdraw_after_a_number_changed(
    instance: OfficePhone, raw: bool = False, **kwargs: Any
) -> None:
    if not raw:
        _withdraw_later(AlertPage.objects.filter(office_links__office=instance.office_id))


def register_signal_handlers() -> None:
    page_published.connect(withdraw_after_publishing, sender=AlertPage)
    post_save.connect(withdraw_after_a_number_changed, sender=OfficePhone)
    post_delete.connect(withdraw_after_a_number_changed, sender=OfficePhone)
