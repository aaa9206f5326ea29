"""Result of the last decision, shown in the queue beside a comment or above the list.

The session stores the result until the next page of the queue. The result has no text of the
comment, except for words that the moderator's note repeats.
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
    """Result of a decision. If `is_refused` is True, nothing was changed.

    `comment_id` is None if the decision was about several comments, or about none. `after` is the
    ID of the comment that follows in the list. To undo the decision, `undo_status`, `undo_reason`
    and `undo_note` are set again, if the comment still has the `version` from after the decision.
    An empty `undo_status` means that the decision cannot be undone. `undo_seen` has the IDs and
    versions of several comments that can be put back together.
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
    """Remove the result from the session of `user`. Return it as a dict, or None if there is none.

    The dict has the fields of `DecisionResult`, and `comment`. `comment` is None if the result is
    not about one comment, or if `user` can no longer see the comment. In that case, or if the
    comment was decided on or flagged since, `undo_status` is "".
    """
    kept = request.session.pop(_KEY, None)
    if kept is None:
        return None
    found = PostComment.objects.seen_by(user).select_related("screening", "moderated_by")
    comment = found.with_number(kept["comment_id"]).first() if kept["comment_id"] else None
    is_last = comment is not None and comment.version == kept["version"]
    return kept | {"comment": comment, "undo_status": kept["undo_status"] if is_last else ""}


def undo_of(before: PostComment, by: User) -> tuple[str, str, str]:
    """Return the status, reason and note to set when a decision about `before` is undone.

    `before` is the comment as it was before the decision. Return the pending status if only the
    spam checks had set the status, or if a rejection had no reason. Do the same if `by` may not
    set the earlier status.
    """
    is_decided = before.status == Status.PENDING or before.moderated_at is not None
    is_complete = before.status != Status.REJECTED or before.reason
    if is_decided and is_complete and may_decide(by, before, before.status):
        return before.status, before.reason, before.note
    return Status.PENDING, "", ""


def place_result(result: dict[str, Any] | None, rows: list[PostComment]) -> dict[str, Any] | None:
    """Return a copy of `result` with `at`, the ID of the row beside which to show it.

    The row is that of the comment if it is in `rows`, otherwise that of the comment after it,
    otherwise the first row. `at` is None if `rows` is empty or the result is not about one comment.
    Return None if `result` is None.
    """
    if result is None or result["comment_id"] is None:
        return result and result | {"at": None}
    ids = [row.pk for row in rows]
    wanted = [pk for pk in (result["comment_id"], result["after"], *ids[:1]) if pk in ids]
    return result | {"at": wanted[0] if wanted else None}
