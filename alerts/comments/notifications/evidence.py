"""Email about threats."""

from django.urls import reverse

from home import mail
from home.addresses import absolute

from ..models import CommentSettings, PostComment, Status


def evidence_email(comment_id, _user):
    """Return the email to the named contact about a threat, without a word of it.

    None if nobody is named or the comment was released meanwhile.
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
