"""Readers' flags: a comment with enough flags goes back into the moderation queue."""

from django.db import transaction
from django.http import HttpRequest

from home import rate_limits
from home.used_form_tokens import use_up

from .models import CommentSettings, PostComment, Reason, Status
from .notifications.moderators import notify_moderators
from .services import Decision, set_status

# Purpose of the form token, and name of the rate limits.
PURPOSE = "flag"
# Reasons that readers can give for a flag.
FLAG_REASONS = (Reason.ADVERTISING, Reason.INSULT, Reason.PERSONAL, Reason.OTHER)
# Maximum number of flags from one IP address that count within an hour, on all comments together.
FLAGS_AN_HOUR = 20
# The largest number that the column holds on every database.
_MOST_FLAGS = 32_767


@transaction.atomic
def flag_by_form(comment_id: int, request: HttpRequest, *, key: str) -> None:
    """Count a reader's flag, unless the form was used before or its IP address sent too many."""
    if not use_up(PURPOSE, key):
        return
    if address := rate_limits.address_key(request, PURPOSE):
        flags, flags_of_comment = rate_limits.count(
            (PURPOSE, address, rate_limits.HOUR),
            (PURPOSE, f"{comment_id}.{address}", rate_limits.DAY),
        )
        if flags >= FLAGS_AN_HOUR or flags_of_comment:
            return
    count_flag(comment_id, request.POST.get("reason", ""))


@transaction.atomic
def count_flag(comment_id: int, reason: str = "") -> None:
    """Count a flag on a published comment, which goes back into the queue if it has enough."""
    comment = PostComment.objects.filter(pk=comment_id).only("root").first()
    if comment is None:
        return
    comment.lock_thread()
    comment = PostComment.objects.filter(pk=comment_id, status=Status.PUBLISHED).first()
    if comment is None:
        return
    comment.flag_count = min(comment.flag_count + 1, _MOST_FLAGS)
    if reason in FLAG_REASONS:
        comment.flag_reasons[reason] = comment.flag_reasons.get(reason, 0) + 1
    comment.save(update_fields=("flag_count", "flag_reasons"))
    needed = CommentSettings.load().flags_needed
    if needed and comment.flag_count >= needed:
        set_status(comment_id, Decision(Status.PENDING, by=None, by_readers=True))
        notify_moderators(comment.language)
