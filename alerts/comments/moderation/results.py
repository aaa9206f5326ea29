"""Result of the last decision, kept in the session until the next page of the queue."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

from home.people.models import User

from ..models import PostComment, Status
from .permissions import may_decide

_KEY = "moderation_result"


@dataclass(frozen=True)
class DecisionResult:
    """Result of a moderator's decision, with the values to undo it."""

    # None if the decision was about several comments, or about none.
    comment_id: int | None
    text: str
    # ID of the comment that follows in the list.
    after: int | None = None
    is_refused: bool = False
    # To undo the decision, these are set again if the comment still has the `version`. An empty
    # status means that the decision cannot be undone.
    undo_status: str = ""
    undo_reason: str = ""
    undo_note: str = ""
    version: str = ""
    # IDs and versions of comments that can be put back together.
    undo_seen: list[str] = field(default_factory=list)
    # True if the decision was about something above the list.
    is_above: bool = False


def keep_result(request: HttpRequest, result: DecisionResult) -> None:
    request.session[_KEY] = asdict(result)


def take_result(request: HttpRequest, user: User) -> dict[str, Any] | None:
    """Remove the result from the session, and return it as a dict with its comment, or None."""
    kept = request.session.pop(_KEY, None)
    if kept is None:
        return None
    found = PostComment.objects.seen_by(user).select_related("screening", "moderated_by")
    comment = found.with_number(kept["comment_id"]).first() if kept["comment_id"] else None
    is_last = comment is not None and comment.version == kept["version"]
    return kept | {"comment": comment, "undo_status": kept["undo_status"] if is_last else ""}


def undo_of(before: PostComment, by: User) -> tuple[str, str, str]:
    """Return the status, reason and note to set when a decision about `before` is undone."""
    is_decided = before.status == Status.PENDING or before.moderated_at is not None
    is_complete = before.status != Status.REJECTED or before.reason
    if is_decided and is_complete and may_decide(by, before, before.status):
        return before.status, before.reason, before.note
    return Status.PENDING, "", ""


def place_result(
    result: dict[str, Any] | None, rows: list[PostComment], *, has_groups: bool
) -> dict[str, Any] | None:
    """Return `result` with `at`, the ID of the row beside which to show it, or None."""
    if result is None:
        return None
    ids = [row.pk for row in rows]
    wanted = [pk for pk in (result["comment_id"], result["after"], *ids) if pk in ids]
    is_above = result["is_above"] and has_groups
    return result | {"at": wanted[0] if wanted and not is_above else None}
