"""Permissions for comments in the admin.

Users with the permission to "change" comments are moderators. Moderators may reject and erase
comments, mark them as spam and keep them as evidence.

To publish a comment, a moderator also needs the permission for the comment's language. While the
comment waits, the permission for the language that it was passed to is enough too.

To see and release evidence, a moderator needs the permission `handle_evidence`, which by default
only superusers have.
"""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from wagtail.permissions import ModelPermissionPolicy

from home.people.models import User

from ..models import PostComment, Status
from ..models.moderators import languages_of
from ..models.querysets import CommentQuerySet


class ModerationPolicy(ModelPermissionPolicy):
    """Permission policy under which nobody can add or delete comments in the admin."""

    def user_has_permission(self, user, action):
        if action in ("add", "delete"):
            return False
        return super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


policy = ModerationPolicy(PostComment)


def is_moderator(user: User) -> bool:
    return policy.user_has_permission(user, "change")


def publishes(user: User, comment: PostComment) -> bool:
    """Return True if `user` may publish comments in one of the languages of `comment`."""
    languages = {comment.language, comment.passed_to if comment.waits else ""} - {""}
    return any(publishes_in(user, language) for language in languages)


def publishes_in(user: User, language: str) -> bool:
    return user.has_perm(f"comments.publish_{language}")


def own_queue(comments: CommentQuerySet, user: User) -> CommentQuerySet:
    """Filter `comments` to those in the user's languages, or return all if there are none."""
    languages = languages_of(user)
    # A condition that all comments meet would only cost time.
    is_part = 0 < len(languages) < len(settings.LANGUAGES)
    return comments.in_queue_of(languages) if is_part else comments


def may_pass(user: User, comment: PostComment, language: str) -> bool:
    """Return True if `user` may pass `comment` to moderators of `language`."""
    # A moderator cannot get the right to publish a comment by passing it to their own language.
    return publishes(user, comment) or not publishes_in(user, language)


def handles_evidence(user: User) -> bool:
    """Return True if `user` may see and release comments that are kept as evidence."""
    return user.has_perm("comments.handle_evidence")


def may_decide(user: User, comment: PostComment, status: str) -> bool:
    if not is_moderator(user):
        return False
    if comment.status == Status.EVIDENCE and not handles_evidence(user):
        return False
    return status != Status.PUBLISHED or publishes(user, comment)


def moderators_only(user: User) -> None:
    """Raise `PermissionDenied` if `user` is not a moderator."""
    if not is_moderator(user):
        raise PermissionDenied
