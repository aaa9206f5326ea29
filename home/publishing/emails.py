"""Emails to editors about pages that were not published or unpublished on time."""

from django.urls import reverse
from wagtail.permissions import page_permission_policy

from home import mail
from home.addresses import absolute
from home.people.models import User

from .models import PublishingFailure


def notify_editors(failure: PublishingFailure) -> None:
    """Queue an email about `failure` to each user who may publish the page.

    Inactive users and users without an address get no email.
    """
    editors = page_permission_policy.users_with_permission_for_instance("publish", failure.page)
    for user in editors.filter(is_active=True).exclude(email=""):
        mail.queue(failure_email, failure.pk, user)


def failure_email(failure_id: int, user: User) -> mail.Email | None:
    """Return the email about a page that was not published or unpublished on time.

    Return None if the failure has been deleted since, for example because the page was published,
    or if `user` may no longer publish the page.
    """
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
