"""Models of the app `home`."""

from home.outgoing_email import OutgoingEmail, WrittenEmail
from home.rate_limits import AddressKey, RateCount
from home.site_settings import MenuEntry, SiteSettings
from home.used_form_tokens import UsedFormToken

from .base import BasePage, BasePageForm, Urgency
from .home_page import HomePage
from .meetings import Meeting
from .meetings_page import MeetingsPage
from .panels import SourceOnlyPanel
from .samples import SampleRecord
from .standard_page import StandardPage

__all__ = [
    "AddressKey",
    "BasePage",
    "BasePageForm",
    "HomePage",
    "Meeting",
    "MeetingsPage",
    "MenuEntry",
    "OutgoingEmail",
    "RateCount",
    "SampleRecord",
    "SiteSettings",
    "SourceOnlyPanel",
    "StandardPage",
    "Urgency",
    "UsedFormToken",
    "WrittenEmail",
]
