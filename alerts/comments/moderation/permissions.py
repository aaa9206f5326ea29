"""Permissions for comments in the admin.

Whoever may "change" comments is a moderator, in every language: marks spam,
rejects, erases, keeps as evidence. To publish, somebody has to have read it: there
is a permission for each language. Evidence is for administrators.
"""

from django.core.exceptions import PermissionDenied
from wagtail.permissions import ModelPermissionPolicy

from ..models import PostComment, Status


class ModerationPolicy(ModelPermissionPolicy):
    """Comments are decided on; nobody writes, rewrites or deletes them in the admin."""

    def user_has_permission(self, user, action):
        if action in ("add", "delete"):
            return False
        return super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


policy = ModerationPolicy(PostComment)


def is_moderator(user):
    return policy.user_has_permission(user, "change")


def publishes(user, language):
    """Return whether `user` may publish comments in the language with this code."""
    return user.has_perm(f"comments.publish_{language}")


def handles_evidence(user):
    return user.has_perm("comments.handle_evidence")


def may_decide(user, comment, status):
    """Return whether `user` may give `comment` this status."""
    if not is_moderator(user):
        return False
    if comment.status == Status.EVIDENCE and not handles_evidence(user):
        return False
    return status != Status.PUBLISHED or publishes(user, comment.language)


def moderators_only(user):
    """Raise PermissionDenied unless `user` is a moderator."""
    if not is_moderator(user):
        raise PermissionDenied
