"""Counts of comments that wait, for the moderation queue, the menu and the admin's home."""

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from ..models import PostComment, Status
from ..models.moderators import languages_of
from .permissions import handles_evidence, is_moderator


class Numbers:
    """Counts of comments by status and language; one query, when first asked.

    Those that are published are not counted: they alone grow without end.
    """

    counted = [status for status in Status if status != Status.PUBLISHED]

    def __init__(self, user):
        self.user = user
        self.languages = languages_of(user)

    @cached_property
    def rows(self):
        comments = PostComment.objects.filter(status__in=self.counted)
        groups = comments.order_by().values_list("status", "language")
        return list(groups.annotate(number=Count("*"), oldest=Min("queued_at")))

    def of(self, status):
        """The number of comments with this status, in all languages."""
        return sum(number for its, _language, number, _oldest in self.rows if its == status)

    def waiting(self):
        """Return the comments that wait, by language: the languages that the user publishes first.

        Returns a list of dicts with `language` (its code), `name`, `number`, `oldest`
        (since when the oldest waits) and `mine` (whether the user publishes it).
        """
        found = {
            language: {"number": number, "oldest": oldest}
            for status, language, number, oldest in self.rows
            if status == Status.PENDING
        }
        waiting = [
            {"language": code, "name": name, "mine": code in self.languages, **found[code]}
            for code, name in settings.LANGUAGES
            if code in found
        ]
        return sorted(waiting, key=lambda row: not row["mine"])


def number_of_pending(user):
    """Count the comments that wait in the languages that `user` publishes, or in all if there are none."""
    waiting = PostComment.objects.filter(status=Status.PENDING)
    languages = languages_of(user)
    return (waiting.filter(language__in=languages) if languages else waiting).count()


class ModerationMenuItem(MenuItem):
    """Menu item of the moderation queue, with the count of comments that wait for this moderator."""

    def is_shown(self, request):
        return is_moderator(request.user)

    def render_component(self, request):
        component = super().render_component(request)
        if number := number_of_pending(request.user):
            component.label = f"{self.label} ({number})"
        return component


class WaitingPanel(Component):
    """On the admin's home: what waits, in which language, and for how long."""

    name = "comments"
    template_name = "comments/admin/panel.html"
    order = 110

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        numbers = Numbers(user)
        flagged = PostComment.objects.filter(flag_count__gt=0).exclude(status=Status.EVIDENCE)
        evidence = numbers.of(Status.EVIDENCE) if handles_evidence(user) else 0
        return {
            "waiting": numbers.waiting(),
            "evidence": evidence,
            "held": PostComment.objects.filter(status=Status.SPAM, moderated_at=None).count(),
            "flagged": flagged.filter(~Q(status=Status.SPAM)).count(),
        }
