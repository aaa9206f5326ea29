"""Views that carry out moderators' decisions in the queue."""

import re

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from home.people.models import User
from home.text import visible

from ..models import PostComment, Reason, Status
from ..services import (
    ChangedMeanwhile,
    Decision,
    pass_on,
    set_paused,
    set_status,
    set_thread_closed,
)
from .permissions import handles_evidence, may_decide, moderators_only
from .results import DecisionResult, keep_result, undo_of

# The fragment of the next comment in the address of the list.
NOTE_LENGTH = PostComment._meta.get_field("note").max_length
_NEXT_COMMENT = re.compile("#comment-([0-9]{1,18})$")


def back_to_the_list(request: HttpRequest, *, is_refused: bool = False) -> HttpResponse:
    """Return a redirect to the URL in the form's `next`, or to the queue if the URL is not safe.

    With `is_refused`, the URL leads to the explanation instead of the next comment.
    """
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("moderation:index")
    # `redirect` would look up a text with a colon as the name of a view.
    return HttpResponseRedirect(f"{back.partition('#')[0]}#result" if is_refused else back)


def following(address: str) -> int | None:
    """Return the ID of the next comment from the address of the list, or None."""
    found = _NEXT_COMMENT.search(address)
    return int(found[1]) if found else None


def read_edits(text: str) -> int:
    """Parse a count of edits from a form field. Return -1 if `text` is not a count."""
    return int(text) if text.isdecimal() and len(text) < 10 else -1


@require_admin_access
@require_POST
def decide(request, pk, status):
    """Set the comment's status to the one in the URL, and redirect to the list.

    For a rejection without a valid reason, show a page that asks for the reason. If the comment has
    been changed, decided on or deleted meanwhile, add an error message and leave the comment as it
    is.

    Raises:
        Http404: there is no such comment.
        PermissionDenied: there is no such status, or the user may not set it for the comment.
    """
    moderators_only(request.user)
    comment = get_object_or_404(PostComment, pk=pk)
    if status not in Status or not may_decide(request.user, comment, status):
        raise PermissionDenied
    reason = request.POST.get("reason", "") if status == Status.REJECTED else ""
    note = " ".join(visible(request.POST.get("note", "")).split()) if reason else ""
    if status == Status.REJECTED and (reason not in Reason or len(note) > NOTE_LENGTH):
        return _ask_for_a_reason(request, comment)
    # Without a count, assume that the moderator has seen the first version.
    edits = read_edits(request.POST.get("edits", "0"))
    decision = Decision(
        Status(status),
        by=request.user,
        reason=reason,
        note=note,
        seen_edits=edits,
        seen_version=request.POST.get("version"),
    )
    before, after, refusal = comment, following(request.POST.get("next", "")), ""
    try:
        comment = set_status(pk, decision)
    except ChangedMeanwhile:
        refusal = _explain(pk, edits)
    except PostComment.DoesNotExist:
        refusal = "Its writer has deleted the comment."
    if refusal:
        text = f"Nothing was changed. {refusal}"
        keep_result(request, DecisionResult(pk, text, after, is_refused=True))
        return back_to_the_list(request, is_refused=True)
    undo = undo_of(before, request.user)
    if "undo" in request.POST or undo == (comment.status, comment.reason, comment.note):
        undo = ("", "", "")
    text = f"{describe(comment)}."
    keep_result(request, DecisionResult(pk, text, after, False, *undo, comment.version))
    return back_to_the_list(request)


def describe(comment: PostComment) -> str:
    """Return a phrase for the status of `comment`, with the reason of a rejection."""
    reason = f", because {comment.get_reason_display()}" if comment.reason else ""
    return f"{comment.get_status_display()}{reason}"


def _explain(pk: int, edits: int) -> str:
    """Return a sentence about what happened to a comment since the moderator saw it."""
    comment = PostComment.objects.select_related("moderated_by").get(pk=pk)
    if comment.edits != edits:
        return "The text has changed since you opened the page: please read it again."
    if comment.flag_count and comment.status == Status.PUBLISHED:
        return "Readers have flagged it since you opened the page: please look again."
    by = comment.moderated_by or "Somebody else"
    return f"{by} has decided on it since you opened the page. It is now: {describe(comment)}."


def _ask_for_a_reason(request, comment):
    context = {
        "comment": comment,
        "reasons": Reason.choices,
        "chosen": request.POST.get("reason", ""),
        "note": request.POST.get("note", ""),
        "limit": NOTE_LENGTH,
        "edits": request.POST.get("edits", "0"),
        "version": request.POST.get("version", comment.version),
        "next": request.POST.get("next", ""),
    }
    return render(request, "comments/admin/reason.html", context, status=422)


@require_admin_access
@require_POST
def pass_to(request, pk):
    """Pass a waiting comment to moderators who read the language in the form field `passed_to`."""
    moderators_only(request.user)
    comment = get_object_or_404(PostComment.objects.seen_by(request.user), pk=pk)
    names, code = dict(settings.LANGUAGES), request.POST.get("passed_to", "")
    after, is_refused = following(request.POST.get("next", "")), True
    if code not in names:
        text = "Nothing was changed. Choose the language that the comment is written in."
    else:
        try:
            pass_on(comment.pk, code, by=request.user)
            text, is_refused = f"Passed to those who read {names[code]}.", False
        except ChangedMeanwhile:
            text = f"Nothing was changed. It is decided on: {describe(comment)}."
    keep_result(request, DecisionResult(pk, text, after, is_refused))
    return back_to_the_list(request, is_refused=is_refused)


def read_seen(seen: list[str]) -> dict[int, int]:
    """Return a dict of IDs of comments to their `edits` from the first 1,000 items of `seen`."""
    pairs = dict(text.partition("-")[::2] for text in seen[:1000])
    return {int(pk): read_edits(number) for pk, number in pairs.items() if read_edits(pk) > 0}


def decide_seen(seen: list[str], status: Status, *, by: User, reason: str = "") -> tuple[int, int]:
    """Set the status of the waiting comments in `seen`, each in its own transaction.

    An item of `seen` has the ID and the `edits` of a comment when the moderator saw it, such as
    "12-0". Return a tuple of the count of changed comments and the count of skipped ones. Comments
    are skipped if they have been deleted, changed or decided on meanwhile, or if `by` may not
    decide on them. Items after the first 1,000 are skipped too.
    """
    edits = read_seen(seen)
    waiting = PostComment.objects.filter(pk__in=edits, status=Status.PENDING)
    allowed = [
        comment.pk
        for comment in waiting.only("status", "language")
        if may_decide(by, comment, status)
    ]
    done = 0
    for pk in allowed:
        try:
            set_status(
                pk,
                Decision(
                    status, by=by, reason=reason, seen_edits=edits[pk], seen_status=Status.PENDING
                ),
            )
            done += 1
        except (ChangedMeanwhile, PermissionDenied, PostComment.DoesNotExist):
            continue
    return done, len(seen) - done


def show_result(request: HttpRequest, done: int, missed: int, status: Status) -> None:
    """Add messages with the counts that `decide_seen` returned."""
    plural = "" if done == 1 else "s"
    messages.success(request, f"{done} comment{plural}: {Status(status).label}.")
    if missed:
        messages.warning(
            request,
            f"{missed} stayed as they were: they were changed, deleted or decided on meanwhile, or"
            " you may not publish them.",
        )


@require_admin_access
@require_POST
def close_thread(request, pk):
    """Close or reopen the thread that begins with the comment `pk`."""
    moderators_only(request.user)
    root = get_object_or_404(PostComment, pk=pk, root=None)
    if root.status == Status.EVIDENCE and not handles_evidence(request.user):
        raise PermissionDenied
    is_closed = "closed" in request.POST
    set_thread_closed(root, is_closed, by=request.user)
    text = "The thread is closed for replies." if is_closed else "The thread takes replies again."
    keep_result(request, DecisionResult(pk, text, following(request.POST.get("next", ""))))
    return back_to_the_list(request)


@require_admin_access
@require_POST
def pause(request):
    """Pause comments on all posts, or end the pause."""
    moderators_only(request.user)
    wanted = "paused" in request.POST
    set_paused(wanted, by=request.user)
    text = "Comments are paused on all posts." if wanted else "Posts take comments again."
    messages.success(request, text)
    return back_to_the_list(request)
