"""Pages, meetings, outgoing email and used form tokens."""

from home.outgoing_email import OutgoingEmail, WrittenEmail
from home.used_form_tokens import UsedFormToken

from .base import BasePage, BasePageForm, FactsPanel, Urgency
from .home_page import HomePage
from .meetings import Meeting
from .standard_page import StandardPage

__all__ = [
    "BasePage",
    "BasePageForm",
    "FactsPanel",
    "HomePage",
    "Meeting",
    "OutgoingEmail",
    "StandardPage",
    "Urgency",
    "UsedFormToken",
    "WrittenEmail",
]
