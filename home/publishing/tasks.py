"""Email to editors about scheduled pages that were not published."""

from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django_tasks import task
from wagtail.permissions import page_permission_policy

from home.addresses import absolute

from .models import PublishingFailure

TRY_AGAIN = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480)]


@task(queue_name="default", backend="durable")
def tell_editors(failure_id):
    """Queue an email to everybody who may publish the page; nothing if it was published meanwhile."""
    failure = PublishingFailure.objects.filter(pk=failure_id).select_related("page").first()
    if failure:
        editors = page_permission_policy.users_with_permission_for_instance("publish", failure.page)
        for user in editors.filter(is_active=True).exclude(email=""):
            tell_editor.enqueue(failure_id, user.pk)


@task(queue_name="default", backend="durable")
def tell_editor(failure_id, user_id, attempt=0):
    """Tell one editor why a page was not published.

    Raises:
        SMTPException, OSError: the mail server has not taken it for the last time.
    """
    failure = PublishingFailure.objects.filter(pk=failure_id).select_related("page").first()
    user = get_user_model().objects.filter(pk=user_id).first()
    if not (failure and user):
        return
    address = absolute(reverse("wagtailadmin_pages:edit", args=[failure.page_id]))
    title = " ".join(failure.page.get_admin_display_title().split())
    try:
        send_mail(
            f"Not published: {title}",
            f"“{title}”\n\n{failure.reason}\n\n{address}\n",
            settings.DEFAULT_FROM_EMAIL,
            [user.email],
        )
    except (SMTPException, OSError):
        if attempt >= len(TRY_AGAIN):
            raise
        later = tell_editor.using(run_after=timezone.now() + TRY_AGAIN[attempt])
        later.enqueue(failure_id, user_id, attempt + 1)
