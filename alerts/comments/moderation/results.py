"""Result of the last decision, shown in the queue beside the next comment or above the list.

The session keeps it between the decision and the next page. It has no words of the comment, except
those that a moderator's note repeats.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

from home.people.models import User

from ..models import PostComment, Status
from .permissions import may_decide

_KEY = "moderation_result"


@dataclass(frozen=True)
class DecisionResult:
    """Result of a decision. With `is_refused`, nothing was changed.

    `comment_id` is None if the decision was about several comments, or about none. `after` is the
    ID of the comment that follows in the list. `undo_status`, `undo_reason` and `undo_note` are
    what the decision replaced, and `version` is the comment's version after the decision. An empty
    `undo_status` means that the decision cannot be undone. `undo_seen` has the IDs and versions of
    several comments that can be put back together.
    """

    comment_id: int | None
    text: str
    after: int | None = None
    is_refused: bool = False
    undo_status: str = ""
    undo_reason: str = ""
    undo_note: str = ""
    version: str = ""
    undo_seen: list[str] = field(default_factory=list)


def keep_result(request: HttpRequest, result: DecisionResult) -> None:
    """Keep `result` in the session until the next page of the queue."""
    request.session[_KEY] = asdict(result)


def take_result(request: HttpRequest, user: User) -> dict[str, Any] | None:
    """Remove the result from the session of `user`. Return a dict for the template, or None.

    The dict has the fields of `DecisionResult`, and `comment`, which is None if it is deleted or may
    not be seen. `undo_status` is empty if somebody else has decided since.
    """
    kept = request.session.pop(_KEY, None)
    if kept is None:
        return None
    found = PostComment.objects.seen_by(user).select_related("screening", "moderated_by")
    comment = found.with_number(kept["comment_id"]).first() if kept["comment_id"] else None
    is_last = comment is not None and comment.version == kept["version"]
    return kept | {"comment": comment, "undo_status": kept["undo_status"] if is_last else ""}


def undo_of(before: PostComment, by: User) -> tuple[str, str, str]:
    """Return the status, reason and note to which a decision about `before` is undone.

    A mark that only the spam checks set, and a status that `by` may not set, become pending.
    """
    is_decided = before.status == Status.PENDING or before.moderated_at is not None
    is_complete = before.status != Status.REJECTED or before.reason
    if is_decided and is_complete and may_decide(by, before, before.status):
        return before.status, before.reason, before.note
    return Status.PENDING, "", ""


def place_result(result: dict[str, Any] | None, rows: list[PostComment]) -> dict[str, Any] | None:
    """Set `at` in `result` to the ID of the row beside which it is shown, or None for none.

    It is the row of the comment itself, or of the one that follows it, or the first row. A result
    that is not about one comment has no row.
    """
    if result is None or result["comment_id"] is None:
        return result and result | {"at": None}
    ids = [row.pk for row in rows]
    wanted = [pk for pk in (result["comment_id"], result["after"], *ids[:1]) if pk in ids]
    return result | {"at": wanted[0] if wanted else None}
