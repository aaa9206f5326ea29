"""Groups of waiting comments that are near duplicates or came from one IP address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.shortcuts import render
from django.views.decorators.http import require_POST
from wagtail.admin.utils import get_valid_next_url_from_request

from home.people.models import User

from ..erasure import ChangedMeanwhile, erase
from ..models import PostComment, Reason, Status
from ..models.querysets import CommentQuerySet
from .decisions import back_to_the_list, decide_seen, keep_counts, read_seen
from .permissions import may_decide, moderators_only, own_queue, publishes
from .results import DecisionResult, keep_result

# Maximum count of groups of each kind above the list, and of comments in each group.
GROUPS = 5
GROUP_SIZE = 100

ALIKE = "They say nearly the same"
SENDER = "They were sent from one address within a short time today"


@dataclass(frozen=True)
class Group:
    """Group of waiting comments, shown together for the reason `why`."""

    # The first `GROUP_SIZE` comments of the group; `size` counts all.
    comments: list[PostComment]
    size: int
    why: str
    may_publish: bool

    @property
    def first(self) -> PostComment:
        return self.comments[0]

    @property
    def is_own_text(self) -> bool:
        """True if `comments` are near duplicates, and at least one copies the campaign's texts."""
        return self.why == ALIKE and any(one.screening.is_own_text for one in self.comments)


def groups_for(user: User) -> list[Group]:
    """Return the largest groups of waiting comments in the queue of `user`."""
    waiting = own_queue(PostComment.objects.filter(status=Status.PENDING), user)
    # A flood is one group, whatever it says.
    floods = _groups(waiting.exclude(screening__sender=""), "sender", SENDER, user)
    shown = [comment.pk for flood in floods for comment in flood.comments]
    alike = waiting.exclude(screening__cluster=None).exclude(pk__in=shown)
    return floods + _groups(alike, "cluster", ALIKE, user)


def _groups(waiting: CommentQuerySet[PostComment], name: str, why: str, user: User) -> list[Group]:
    waiting = waiting.exclude(screening=None)
    column = f"screening__{name}"
    sizes = waiting.order_by().values_list(column).annotate(size=Count("*")).filter(size__gt=1)
    largest = dict(sizes.order_by("-size", column)[:GROUPS])
    if not largest:
        return []
    rows = (
        waiting.filter(**{f"{column}__in": largest})
        .annotate(number=Window(RowNumber(), partition_by=[F(column)], order_by=F("pk").asc()))
        .filter(number__lte=GROUP_SIZE)
        .select_related("post", "screening")
        .order_by("pk")
    )
    found: dict[Any, list[PostComment]] = {value: [] for value in largest}
    for comment in rows:
        found[getattr(comment.screening, name)].append(comment)
    return [
        Group(comments, largest[value], why, all(publishes(user, one) for one in comments))
        for value, comments in found.items()
        if len(comments) > 1
    ]


@require_POST
def decide_group(request):
    """Carry out the form's action on the comments in its field `seen`; erasing is confirmed first."""
    moderators_only(request.user)
    action, seen = request.POST.get("action", ""), request.POST.getlist("seen")
    if action == "erase":
        return _erase(request, seen)
    if action == "undo":
        done = decide_seen(seen, Status.PENDING, by=request.user)
        keep_counts(request, done, len(seen) - len(done), may_undo=False, is_above=True)
        return back_to_the_list(request)
    if action not in (Status.PUBLISHED, Status.REJECTED, Status.SPAM):
        raise PermissionDenied
    reason = request.POST.get("reason", "") if action == Status.REJECTED else ""
    if action == Status.REJECTED and reason not in Reason:
        text = "Nothing was changed. Choose a reason to reject the group."
        keep_result(request, DecisionResult(None, text, is_refused=True, is_above=True))
        return back_to_the_list(request)
    done = decide_seen(seen, Status(action), by=request.user, reason=reason)
    keep_counts(request, done, len(seen) - len(done), is_above=True)
    return back_to_the_list(request)


def _erase(request, seen):
    waiting = list(_waiting(seen, request.user))
    if "confirmed" not in request.POST:
        context = {
            "comments": waiting,
            "next": get_valid_next_url_from_request(request),
            "missed": len(seen) - len(waiting),
        }
        return render(request, "comments/admin/erase_group.html", context)
    done = 0
    for comment in waiting:
        try:
            erase(
                comment.pk,
                by=request.user,
                seen_edits=comment.edits,
                seen_version=comment.version,
            )
            done += 1
        except (ChangedMeanwhile, PermissionDenied, PostComment.DoesNotExist):
            continue
    text = f"{done} comment{'' if done == 1 else 's'}: erased." if done else "Nothing was changed."
    if missed := len(seen) - done:
        text += f" {missed} stayed as they were: they were changed or decided on meanwhile."
    keep_result(request, DecisionResult(None, text, is_refused=not done, is_above=True))
    return back_to_the_list(request)


def _waiting(seen: list[str], user: User) -> Iterable[PostComment]:
    """Yield the comments in `seen` that `user` may reject, unless they have changed since."""
    versions = read_seen(seen)
    comments = PostComment.objects.filter(pk__in=versions, status=Status.PENDING)
    for comment in comments.select_related("post", "screening").order_by("pk"):
        is_same = (comment.edits, comment.version) == versions[comment.pk]
        if is_same and may_decide(user, comment, Status.REJECTED):
            yield comment
