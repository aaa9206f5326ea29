"""Emails about pages that were not published or unpublished on time, or published in part."""

from typing import Any

from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from home import mail
from home.addresses import absolute
from home.people.models import User

from .models import PublishingFailure


def notify_editors(failure: PublishingFailure) -> None:
    """Queue an email about `failure` to each active user who may publish the page."""
    editors = page_permission_policy.users_with_permission_for_instance("publish", failure.page)
    for user in editors.filter(is_active=True).exclude(email=""):
        mail.queue(failure_email, failure.pk, user)


def failure_email(failure_id: int, user: User) -> mail.Email | None:
    """Return the email about a failure, or None if it is out of date or not for `user`."""
    failure = PublishingFailure.objects.filter(pk=failure_id).select_related("page").first()
    if failure is None or not page_permission_policy.user_has_permission_for_instance(
        user, "publish", failure.page
    ):
        return None
    title = mail.one_line(failure.page.get_admin_display_title())
    address = absolute(reverse("wagtailadmin_pages:edit", args=[failure.page_id]))
    return mail.Email(
        f"Not published: {title}", body=f"“{title}”\n\n{failure.reason}\n\n{address}\n"
    )


def notify_of_held_back_texts(page: Any, scheduled_by: User | None) -> None:
    """Queue emails about texts that were held back when a scheduled translation went live."""
    people = page_permission_policy.users_with_permission_for_instance("publish", page)
    found = {user.pk: user for user in people.filter(is_active=True).exclude(email="")}
    if scheduled_by and scheduled_by.is_active and scheduled_by.email:
        found[scheduled_by.pk] = scheduled_by
    for user in found.values():
        mail.queue(held_back_email, page.pk, user)


def held_back_email(page_id: int, user: User) -> mail.Email | None:
    """Return the email about held back texts of a page, or None if it is not needed."""
    page: Any = Page.objects.filter(pk=page_id).specific().first()
    if page is None or not page_permission_policy.user_has_any_permission_for_instance(
        user, ["change", "publish"], page
    ):
        return None
    text = page.held_back_message()
    if not text:
        return None
    title = mail.one_line(page.get_admin_display_title())
    address = absolute(reverse("wagtailadmin_pages:edit", args=[page_id]))
    return mail.Email(
        f"Not all of it was published: {title}",
        body=(
            f"“{title}” was published on schedule, but readers do not have all of it.\n\n"
            f"{text}\n\nCorrect or confirm it, then publish again:\n{address}\n"
        ),
    )
