"""Signal receivers that keep the lists of posts and the recordings of alerts up to date.

A change of an alert's number, deadline or ask withdraws its recordings.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_published

from home.media.recording_tasks import notify_of_withdrawal
from home.media.recordings import Recording, withdraw_outdated

from .models import AlertPage, ExplainerPage, OfficePhone, Post


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


def update_listing(instance: Page, raw: bool, **kwargs: Any) -> None:
    # `loaddata` has pages before their content types.
    model = None if raw else instance.specific_class
    if model and issubclass(model, Post):
        model.update_listing(instance.pk)


def register_signal_handlers() -> None:
    # Wagtail unpublishes plain pages in bulk, and stores the dates of copies in part.
    for model in (Page, AlertPage, ExplainerPage):
        post_save.connect(update_listing, sender=model)
    page_published.connect(withdraw_after_publishing, sender=AlertPage)
    post_save.connect(withdraw_after_a_number_changed, sender=OfficePhone)
    post_delete.connect(withdraw_after_a_number_changed, sender=OfficePhone)
