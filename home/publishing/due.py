"""Scheduled publication and expiry, page by page.

Unlike Wagtail's `publish_scheduled`, this checks pages, and goes on after a failure.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from home.people.models import User

from . import rules
from .emails import notify_editors, notify_of_held_back_texts
from .models import PublishingFailure

logger = logging.getLogger(__name__)

ERROR = (
    "The site could not publish or withdraw this page because of an error. It keeps trying. Tell"
    " the operator of the site."
)


def publish_due() -> list[int]:
    """Unpublish expired pages, publish due revisions, and return the IDs of pages that failed."""
    now = timezone.now()
    expired = Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at")
    failed = [pk for pk in expired.values_list("pk", flat=True) if not _try(_withdraw, pk, pk)]
    due = Revision.page_revisions.filter(approved_go_live_at__lte=now)
    for pk, page_id in due.order_by("approved_go_live_at").values_list("pk", "object_id"):
        if not _try(_publish, pk, int(page_id)):
            failed.append(int(page_id))
    return failed


def _try(action: Callable[[int], bool], pk: int, page_id: int) -> bool:
    try:
        return action(pk)
    except OperationalError as error:  # the database is locked or away: the next run tries again
        logger.error("Publication of page %s is delayed", page_id, exc_info=error)
    except Exception as error:
        if _record(page_id, timezone.now(), ERROR):  # log only the first failure
            logger.error(
                "Page %s was not published or unpublished on time", page_id, exc_info=error
            )
    return False


@transaction.atomic
def _withdraw(pk: int) -> bool:
    page = Page.objects.select_for_update().filter(pk=pk, live=True).first()
    if page and page.expire_at and page.expire_at <= timezone.now():
        page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        PublishingFailure.objects.filter(page=pk).delete()
    return True


@transaction.atomic
def _publish(pk: int) -> bool:
    due = Revision.objects.select_for_update().filter(
        pk=pk, approved_go_live_at__lte=timezone.now()
    )
    revision = due.first()
    if revision is None:
        return True
    page = revision.as_object()
    due_at = revision.approved_go_live_at
    try:
        rules.check(page)
    except ValidationError as error:
        # A page with an approved schedule is locked; cancelling it lets editors complete it.
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        reason = f"This page did not go live. {rules.sentences(page, error)}"
        _record(page.pk, due_at, f"{reason} Complete it, then publish it.")
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    if page.held_back_message():
        notify_of_held_back_texts(page, _scheduled_by(revision))
    return True


def _scheduled_by(revision: Revision) -> User | None:
    entries = PageLogEntry.objects.filter(revision=revision.pk, action="wagtail.publish.schedule")
    entry = entries.select_related("user").order_by("-timestamp").first()
    return entry.user if entry and entry.user else revision.user


@transaction.atomic
def _record(page_id: int, due_at: datetime, reason: str) -> bool:
    if PublishingFailure.objects.filter(page=page_id, reason=reason).exists():
        return False
    failure, _created = PublishingFailure.objects.update_or_create(
        page_id=page_id, defaults={"due_at": due_at, "reason": reason}
    )
    notify_editors(failure)
    return True
