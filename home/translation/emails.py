"""Emails of the translation desk."""

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from wagtail.permissions import page_permission_policy

from home import mail
from home.addresses import absolute

from .models import HandIn


def tell_reviewers(record):
    """Queue an email to each of those who may publish the page that was handed in."""
    page = record.translation.get_target_instance()
    reviewers = page_permission_policy.users_with_permission_for_instance("publish", page)
    for user in reviewers.filter(is_active=True).exclude(email="").exclude(pk=record.by_id):
        mail.queue(hand_in_email, record.pk, user)


def hand_in_email(hand_in_id, user):
    """Return the email about a hand-in; None if it was closed or `user` may not publish it any more."""
    record = (
        HandIn.objects.filter(pk=hand_in_id, closed_at=None)
        .select_related("translation__source", "translation__target_locale")
        .first()
    )
    if record is None or record.by_id == user.pk:
        return None
    try:
        page = record.translation.get_target_instance()
    except ObjectDoesNotExist:  # the page was deleted
        return None
    if not page_permission_policy.user_has_permission_for_instance(user, "publish", page):
        return None
    language = record.translation.target_locale.get_display_name()
    return mail.Email(
        f"{language}: a translation is ready for you",
        "translation/admin/mail/hand_in",
        {
            "language_name": language,
            "title": page.source.title,
            "address": absolute(reverse("wagtailadmin_pages:edit", args=[page.pk])),
        },
        has_html=False,
    )
