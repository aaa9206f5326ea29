"""Pages, meetings, and what every page has in common."""

from home.outgoing_email import OutgoingEmail, WrittenEmail
from home.used_form_tokens import UsedFormToken

from .base import BasePage, BasePageForm, SourceOnlyPanel, Urgency
from .pages import RICH_TEXT_FEATURES, HomePage, Meeting, StandardPage

__all__ = [
    "RICH_TEXT_FEATURES",
    "BasePage",
    "BasePageForm",
    "HomePage",
    "Meeting",
    "OutgoingEmail",
    "SourceOnlyPanel",
    "StandardPage",
    "Urgency",
    "UsedFormToken",
    "WrittenEmail",
]
