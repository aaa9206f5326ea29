"""Email about comments that are kept as evidence."""

from django.urls import reverse

from home import mail
from home.addresses import absolute

from ..models import CommentSettings, PostComment, Status


def evidence_email(comment_id, _user):
    """Return the email to the contact about a threat, without its text.

    Return None if there is no contact or the comment is no longer evidence.
    """
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
