"""Groups of waiting comments that say nearly the same or come from one sender, and their decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import render
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from home.people.models import User

from ..erasure import DecidedMeanwhile, erase
from ..models import PostComment, Reason, SpamScreening, Status
from ..models.moderators import languages_of
from .decisions import back_to_the_list, decide_seen, read_seen, show_result
from .permissions import may_decide, moderators_only, publishes

# Maximum count of groups of each kind above the list, and of comments in each group.
GROUPS = 5
GROUP_SIZE = 100

ALIKE = "They say nearly the same"
SENDER = "They were sent from one address within a short time today"


@dataclass(frozen=True)
class Group:
    """Group of waiting comments. `why` is the reason for which they are shown together."""

    comments: list[PostComment]
    why: str
    may_publish: bool

    @property
    def first(self) -> PostComment:
        return self.comments[0]

    @property
    def is_own_text(self) -> bool:
        """True if a comment of the group copies a text of the campaign."""
        return self.why == ALIKE and any(one.screening.is_own_text for one in self.comments)


def groups_for(user: User) -> list[Group]:
    """Return the groups of waiting comments in the languages that `user` publishes, largest first.

    If `user` publishes in no language, the groups are of all languages. This takes at most three
    queries.
    """
    waiting = Q(comment__status=Status.PENDING)
    languages = languages_of(user)
    if 0 < len(languages) < len(settings.LANGUAGES):
        waiting &= Q(comment__language__in=languages)
    clusters = _largest(waiting & Q(cluster__isnull=False), "cluster")
    senders = _largest(waiting & ~Q(sender=""), "sender")
    if not clusters and not senders:
        return []
    wanted = waiting & (Q(cluster__in=clusters) | Q(sender__in=senders))
    rows = (
        SpamScreening.objects.filter(wanted)
        .select_related("comment__post", "comment__screening")
        .order_by("pk")[: 2 * GROUPS * GROUP_SIZE]
    )
    found: dict[tuple[str, Any], list[PostComment]] = {(SENDER, one): [] for one in senders}
    found |= {(ALIKE, one): [] for one in clusters}
    for row in rows:
        # A flood is one group, whatever it says.
        key = (SENDER, row.sender) if row.sender in senders else (ALIKE, row.cluster)
        if key in found:
            found[key].append(row.comment)
    return [
        Group(
            comments[:GROUP_SIZE],
            why,
            all(publishes(user, one.language) for one in comments[:GROUP_SIZE]),
        )
        for (why, _value), comments in found.items()
        if len(comments) > 1
    ]


def _largest(waiting: Q, name: str) -> list[Any]:
    """Return the values of the column `name` with the most waiting comments, at least two."""
    sizes = SpamScreening.objects.filter(waiting).values(name).annotate(size=Count("*"))
    rows = sizes.filter(size__gt=1).order_by("-size", name)[:GROUPS]
    return [row[name] for row in rows]


@require_admin_access
@require_POST
def decide_group(request):
    """Carry out the decision in the field `action` about the waiting comments in the field `seen`.

    They are a group that the moderator has seen. Comments that were changed or decided on meanwhile
    stay unchanged, and a message gives their count. An erasure must be confirmed.

    Raises:
        PermissionDenied: there is no such decision about a group.
    """
    moderators_only(request.user)
    action, seen = request.POST.get("action", ""), request.POST.getlist("seen")
    if action == "erase":
        return _erase(request, seen)
    if action not in (Status.PUBLISHED, Status.REJECTED, Status.SPAM):
        raise PermissionDenied
    reason = request.POST.get("reason", "") if action == Status.REJECTED else ""
    if action == Status.REJECTED and reason not in Reason:
        messages.error(request, "Nothing was changed. Choose a reason to reject the group.")
        return back_to_the_list(request)
    done, missed = decide_seen(seen, Status(action), by=request.user, reason=reason)
    show_result(request, done, missed, Status(action))
    return back_to_the_list(request)


def _erase(request, seen):
    """Show the page that asks to confirm the erasure of the group, or erase it if confirmed."""
    waiting = list(_waiting(seen, request.user))
    if "confirmed" not in request.POST:
        context = {"comments": waiting, "next": request.POST.get("next", "")}
        return render(request, "comments/admin/erase_group.html", context)
    done = 0
    for comment in waiting:
        try:
            erase(comment.pk, by=request.user, seen_version=comment.version)
            done += 1
        except (DecidedMeanwhile, PostComment.DoesNotExist):
            continue
    messages.success(request, f"{done} comment{'' if done == 1 else 's'}: erased.")
    if missed := len(seen) - done:
        messages.warning(
            request, f"{missed} stayed as they were: they were changed or decided on meanwhile."
        )
    return back_to_the_list(request)


def _waiting(seen: list[str], user: User) -> Iterable[PostComment]:
    """Yield the comments in `seen` that still wait, with the text that the moderator has seen."""
    edits = read_seen(seen)
    comments = PostComment.objects.filter(pk__in=edits, status=Status.PENDING)
    for comment in comments.select_related("post", "screening").order_by("pk"):
        if comment.edits == edits[comment.pk] and may_decide(user, comment, Status.REJECTED):
            yield comment
