"""Email that tells reviewers about a request for review."""

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from wagtail.permissions import page_permission_policy

from home import mail
from home.addresses import absolute
from home.people.models import User

from .models import ReviewRequest


def notify_reviewers(request: ReviewRequest) -> None:
    """Queue an email about `request` to users who may publish its page, except to its submitter."""
    page = request.translation.get_target_instance()
    reviewers = page_permission_policy.users_with_permission_for_instance("publish", page)
    for user in (
        reviewers.filter(is_active=True).exclude(email="").exclude(pk=request.submitted_by_id)
    ):
        mail.queue(review_request_email, request.pk, user)


def review_request_email(request_id: int, user: User) -> mail.Email | None:
    """Return the email about a review request, or None if `user` should no longer get it."""
    request = (
        ReviewRequest.objects.filter(pk=request_id, closed_at=None)
        .select_related("translation__source", "translation__target_locale")
        .first()
    )
    if request is None or request.submitted_by_id == user.pk:
        return None
    try:
        page = request.translation.get_target_instance()
    except ObjectDoesNotExist:  # the page was deleted
        return None
    if not page_permission_policy.user_has_permission_for_instance(user, "publish", page):
        return None
    language = request.translation.target_locale.get_display_name()
    return mail.Email(
        f"{language}: a translation is ready for you",
        "translation/admin/mail/review_request",
        {
            "language_name": language,
            "title": page.source.title,
            "address": absolute(reverse("wagtailadmin_pages:edit", args=[page.pk])),
        },
        has_html=False,
    )
