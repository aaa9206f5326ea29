"""Counts of comments for the moderation queue, the menu and the admin's home page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from home.people.models import User

from ..models import PostComment, Status
from ..models.moderators import languages_of, queue_of
from .permissions import handles_evidence, is_moderator, own_queue

# Statuses of comments that are neither public nor pending.
OTHERS = [status for status in Status if status not in (Status.PENDING, Status.PUBLISHED)]


class QueueCounts:
    """Counts of the pending comments by language, and of others by status."""

    def __init__(self, user: User, others: Sequence[Status] = OTHERS) -> None:
        self.languages, self._others = languages_of(user), others

    @cached_property
    def _pending(self) -> list[tuple[str, int, datetime]]:
        """Rows of (language, count, time at which the oldest comment joined the queue)."""
        # Several rows can have the same language.
        comments = PostComment.objects.filter(status=Status.PENDING)
        groups = comments.order_by().values_list("language", "passed_to")
        return [
            (queue_of(language, passed_to, self.languages), count, oldest)
            for language, passed_to, count, oldest in groups.annotate(
                count=Count("*"), oldest=Min(Coalesce("queued_at", "submitted"))
            )
        ]

    @cached_property
    def _by_status(self) -> dict[Status, int]:
        comments = PostComment.objects.filter(status__in=self._others)
        found = dict(comments.order_by().values_list("status").annotate(count=Count("*")))
        return {status: found.get(status, 0) for status in self._others}

    def of(self, status: Status) -> int:
        """Return the count of comments with `status`, which is pending or in `others`."""
        if status == Status.PENDING:
            return sum(count for _language, count, _oldest in self._pending)
        return self._by_status[status]

    def waiting(self) -> list[dict[str, Any]]:
        """Return a dict for each language with pending comments, the user's own languages first."""
        pending: dict[str, dict[str, Any]] = {}
        for language, count, oldest in self._pending:
            row = pending.setdefault(language, {"count": 0, "oldest": oldest})
            row["count"] += count
            row["oldest"] = min(row["oldest"], oldest)
        waiting = [
            {"language": code, "name": name, "mine": code in self.languages, **pending[code]}
            for code, name in settings.LANGUAGES
            if code in pending
        ]
        return sorted(waiting, key=lambda row: not row["mine"])


def count_pending(user: User) -> int:
    """Return the count of pending comments in the user's languages, or in all if there are none."""
    return own_queue(PostComment.objects.filter(status=Status.PENDING), user).count()


class ModerationMenuItem(MenuItem):
    """Menu item for the moderation queue, with the count of waiting comments."""

    def is_shown(self, request):
        return is_moderator(request.user)

    def render_component(self, request):
        component = super().render_component(request)
        if count := count_pending(request.user):
            component.label = f"{self.label} ({count})"
        return component


class WaitingPanel(Component):
    """Panel on the admin's home page with counts of comments for moderators."""

    name = "comments"
    template_name = "comments/admin/panel.html"
    order = 110

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        counts = QueueCounts(user, [Status.EVIDENCE])
        flagged = PostComment.objects.filter(flag_count__gt=0).exclude(status=Status.EVIDENCE)
        evidence = counts.of(Status.EVIDENCE) if handles_evidence(user) else 0
        return {
            "waiting": counts.waiting(),
            "evidence": evidence,
            "held": PostComment.objects.filter(status=Status.SPAM, moderated_at=None).count(),
            "flagged": flagged.filter(~Q(status=Status.SPAM)).count(),
        }
