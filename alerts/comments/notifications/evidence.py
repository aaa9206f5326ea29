"""Email about comments that are kept as evidence."""

from django.urls import reverse

from home import mail
from home.addresses import absolute
from home.people.models import User

from ..models import CommentSettings, PostComment, Status


def evidence_email(comment_id: int, _user: User | None) -> mail.Email | None:
    """Return the email about evidence to the contact for threats, or None if it is not due."""
    contact = CommentSettings.load().contact
    if not contact or not PostComment.objects.filter(pk=comment_id, status=Status.EVIDENCE):
        return None
    return mail.Email(
        "A comment was kept as evidence",
        "comments/admin/mail/evidence",
        {
            "number": comment_id,
            "address": absolute(reverse("moderation:index")) + f"?status={Status.EVIDENCE}",
        },
        to=contact,
    )
