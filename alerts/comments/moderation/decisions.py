"""Views that carry out moderators' decisions in the queue."""

import re

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from wagtail.admin.utils import get_valid_next_url_from_request

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
from .permissions import may_decide, may_pass, moderators_only
from .results import DecisionResult, keep_result, undo_of

NOTE_LENGTH = PostComment._meta.get_field("note").max_length
# The fragment of the next comment in the address of the list.
_NEXT_COMMENT = re.compile("#comment-([0-9]{1,18})$")

GONE = (
    "The comment is no longer in the queue: it was erased, deleted by its writer, or kept as"
    " evidence."
)


def back_to_the_list(request: HttpRequest) -> HttpResponse:
    """Redirect to the result in the list that the request names, or in the whole queue."""
    back = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("moderation:index")
    # `redirect` would look up a text with a colon as the name of a view.
    return HttpResponseRedirect(f"{back.partition('#')[0]}#result")


def refuse(request: HttpRequest, pk: int, sentence: str) -> HttpResponse:
    """Store a result that says that nothing was changed, and redirect to the list."""
    after = following(request.POST.get("next") or request.GET.get("next", ""))
    text = f"Nothing was changed. {sentence}"
    keep_result(request, DecisionResult(pk, text, after, is_refused=True))
    return back_to_the_list(request)


def refuse_typed(request: HttpRequest, pk: int, sentence: str, text: str) -> HttpResponse:
    """Refuse an action, and show the typed `text`, if any, for copying."""
    if not text:
        return refuse(request, pk, sentence)
    back = get_valid_next_url_from_request(request)
    context = {"sentence": sentence, "text": text, "next": back}
    return render(request, "comments/admin/gone.html", context, status=409)


def may_not_publish(comment: PostComment) -> str:
    """Return a sentence for a moderator who may not publish comments in the comment's language."""
    return f"You do not publish comments in {comment.get_language_display()}."


def following(address: str) -> int | None:
    """Return the comment ID in the fragment of `address`, a URL of the list, or None."""
    found = _NEXT_COMMENT.search(address)
    return int(found[1]) if found else None


def read_edits(text: str) -> int:
    """Return the number in a form field, or -1 if it is not a number of at most nine digits."""
    return int(text) if text.isdecimal() and len(text) < 10 else -1


@require_POST
def decide(request, pk, status):
    """Set the comment's status to the one in the URL, or say why it was not set."""
    moderators_only(request.user)
    if status not in Status:
        raise PermissionDenied
    comment = PostComment.objects.seen_by(request.user).with_number(pk).first()
    typed = "" if "undo" in request.POST else request.POST.get("note", "").strip()
    if comment is None:
        return refuse_typed(request, pk, GONE, typed)
    if not may_decide(request.user, comment, status):
        return refuse_typed(request, pk, may_not_publish(comment), typed)
    reason = request.POST.get("reason", "") if status == Status.REJECTED else ""
    note = " ".join(visible(request.POST.get("note", "")).split()) if reason else ""
    if status == Status.REJECTED and (reason not in Reason or len(note) > NOTE_LENGTH):
        return _ask_for_a_reason(request, comment)
    # Without a count, assume that the moderator has seen the first version.
    edits, version = read_edits(request.POST.get("edits", "0")), request.POST.get("version")
    decision = Decision(
        Status(status),
        by=request.user,
        reason=reason,
        note=note,
        seen_edits=edits,
        seen_version=version,
    )
    before, after = comment, following(request.POST.get("next", ""))
    try:
        comment = set_status(pk, decision)
    except ChangedMeanwhile:
        now = PostComment.objects.seen_by(request.user).with_number(pk).first()
        if now and note:
            return _ask_for_a_reason(request, now, changed=explain(now, edits, version or ""))
        return refuse_typed(request, pk, explain(now, edits, version or ""), typed)
    except (PermissionDenied, PostComment.DoesNotExist):
        return refuse_typed(request, pk, GONE, typed)
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


def explain(comment: PostComment | None, edits: int, version: str) -> str:
    """Return a sentence about what happened to a comment since the moderator saw it."""
    if comment is None:
        return GONE
    if comment.edits != edits:
        return "The text has changed since you opened the page: please read it again."
    if comment.flag_count and comment.status == Status.PUBLISHED:
        return "Readers have flagged it since you opened the page: please look again."
    if version and comment.waits and version.rpartition("/")[2] != comment.passed_to:
        language = comment.get_passed_to_display() or comment.get_language_display()
        return f"It was passed to those who read {language} since you opened the page."
    by = comment.moderated_by or "Somebody else"
    return f"{by} has decided on it since you opened the page. It is now: {describe(comment)}."


def _ask_for_a_reason(request, comment, *, changed=""):
    data = request.POST
    context = {
        "comment": comment,
        "reasons": Reason.choices,
        "chosen": data.get("reason", ""),
        "note": data.get("note", ""),
        "limit": NOTE_LENGTH,
        "changed": changed,
        # After a change, the form is for the current version of the comment.
        "edits": comment.edits if changed else data.get("edits", "0"),
        "version": comment.version if changed else data.get("version", comment.version),
        "next": data.get("next", ""),
    }
    return render(request, "comments/admin/reason.html", context, status=409 if changed else 422)


@require_POST
def pass_to(request, pk):
    """Pass the comment to moderators of the chosen language, or say why it was not passed."""
    moderators_only(request.user)
    names, code = dict(settings.LANGUAGES), request.POST.get("passed_to", "")
    edits, version = read_edits(request.POST.get("edits", "0")), request.POST.get("version")
    seen = PostComment.objects.seen_by(request.user).with_number(pk)
    if code not in names and seen.exists():
        return refuse(request, pk, "Choose the language that the comment is written in.")
    found = seen.first()
    if found and not may_pass(request.user, found, code):
        text = f"You could then publish it yourself. Leave it to those who read {names[found.language]}."
        return refuse(request, pk, text)
    try:
        pass_on(seen.get().pk, code, by=request.user, seen_edits=edits, seen_version=version)
    except PostComment.DoesNotExist:
        return refuse(request, pk, GONE)
    except ChangedMeanwhile:
        return refuse(request, pk, explain(seen.first(), edits, version or ""))
    text = f"Passed to those who read {names[code]}."
    keep_result(request, DecisionResult(pk, text, following(request.POST.get("next", ""))))
    return back_to_the_list(request)


def read_seen(seen: list[str]) -> dict[int, tuple[int, str]]:
    """Return a dict of comment IDs to `edits` and `version`, from values of `PostComment.seen`."""
    versions = {}
    for text in seen:
        pk, _bar, rest = text.partition("|")
        edits, _bar, version = rest.partition("|")
        versions[read_edits(pk)] = read_edits(edits), version
    return versions


def decide_seen(
    seen: list[str], status: Status, *, by: User, reason: str = ""
) -> list[PostComment]:
    """Set the status of the comments in `seen`, and return those that were changed.

    `seen` has values of `PostComment.seen`. Comments that have changed since then are skipped.
    """
    versions = read_seen(seen)
    found = PostComment.objects.filter(pk__in=versions, is_withdrawn=False, is_erased=False)
    allowed = [
        comment.pk
        for comment in found
        # Otherwise, what `by` has decided alone meanwhile would be undone with the others.
        if comment.version == versions[comment.pk][1] and may_decide(by, comment, status)
    ]
    done = []
    for pk in allowed:
        edits, version = versions[pk]
        decision = Decision(status, by=by, reason=reason, seen_edits=edits, seen_version=version)
        try:
            done.append(set_status(pk, decision))
        except (ChangedMeanwhile, PermissionDenied, PostComment.DoesNotExist):
            continue
    return done


def keep_counts(
    request: HttpRequest,
    done: list[PostComment],
    missed: int,
    *,
    may_undo: bool = True,
    is_above: bool = False,
) -> None:
    """Store the result of a decision about several comments, for the next page of the queue.

    `done` are the changed comments, and `missed` is the count of skipped ones.
    """
    text = "Nothing was changed."
    if done:
        text = f"{len(done)} comment{'' if len(done) == 1 else 's'}: {describe(done[0])}."
    if missed:
        text += (
            f" {missed} stayed as they were: they were changed, deleted or decided on meanwhile, or"
            " you may not publish them."
        )
    undo = [comment.seen for comment in done] if may_undo else []
    keep_result(
        request,
        DecisionResult(None, text, is_refused=not done, undo_seen=undo, is_above=is_above),
    )


@require_POST
def close_thread(request, pk):
    """Close or reopen the thread that begins with the comment `pk`."""
    moderators_only(request.user)
    root = PostComment.objects.seen_by(request.user).with_number(pk).first()
    if root is None:
        return refuse(request, pk, GONE)
    if root.root_id:
        raise Http404
    is_closed = "closed" in request.POST
    set_thread_closed(root, is_closed, by=request.user)
    text = "The thread is closed for replies." if is_closed else "The thread takes replies again."
    keep_result(request, DecisionResult(pk, text, following(request.POST.get("next", ""))))
    return back_to_the_list(request)


@require_POST
def pause(request):
    """Pause comments on all posts, or end the pause."""
    moderators_only(request.user)
    wanted = "paused" in request.POST
    set_paused(wanted, by=request.user)
    text = "Comments are paused on all posts." if wanted else "Posts take comments again."
    keep_result(request, DecisionResult(None, text, is_above=True))
    return back_to_the_list(request)
