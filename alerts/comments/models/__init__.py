"""Models for comments and their settings, spam checks, follow-up emails and moderators."""

from .comment import DEEPEST_LEVEL, REDACTED, PostComment
from .comment_settings import CommentSettings
from .follow_up import FollowUp
from .moderators import ModeratorPreferences
from .redaction import Redaction
from .screening import BANDS, SpamScreening
from .spam import BlockedTerm
from .statuses import Reason, Status

__all__ = [
    "BANDS",
    "DEEPEST_LEVEL",
    "REDACTED",
    "BlockedTerm",
    "CommentSettings",
    "FollowUp",
    "ModeratorPreferences",
    "PostComment",
    "Reason",
    "Redaction",
    "SpamScreening",
    "Status",
]
