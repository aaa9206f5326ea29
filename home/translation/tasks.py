"""Mail of the translation desk: what nobody should wait for, and a restart must not lose."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django_tasks import task
from wagtail.permissions import page_permission_policy

from home.addresses import absolute

from .models import HandIn


@task(queue_name="default", backend="durable")
def tell_reviewers(hand_in_id):
    """Tell those who may publish the page that was handed in; nothing if it was closed meanwhile."""
    record = (
        HandIn.objects.filter(pk=hand_in_id, closed_at=None)
        .select_related("translation__source", "translation__target_locale")
        .first()
    )
    if record is None:
        return
    page = record.translation.get_target_instance()
    language = record.translation.target_locale.get_display_name()
    address = absolute(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    reviewers = page_permission_policy.users_with_permission_for_instance("publish", page)
    for user in reviewers.exclude(email="").exclude(pk=record.by_id):
        send_mail(
            f"{language}: a translation is ready for you",
            f"“{page.source.title}” has been translated into {language} and handed in."
            f" Please read it, sign it off and publish it:\n\n{address}\n",
            settings.DEFAULT_FROM_EMAIL,
            [user.email],
        )
