"""Models for alerts, explainers, their index pages, and offices to call."""

from alerts.states import Outcome, State

from .alert import AlertPage
from .alert_links import AlertExplainer, AlertOffice
from .index_pages import AlertIndexPage, ExplainerIndexPage, PostIndexPage
from .offices import ActionType, Office, OfficeInterpreter, OfficePhone
from .posts import ExplainerPage, Post
from .site_settings import AlertSettings

__all__ = [
    "ActionType",
    "AlertExplainer",
    "AlertIndexPage",
    "AlertOffice",
    "AlertPage",
    "AlertSettings",
    "ExplainerIndexPage",
    "ExplainerPage",
    "Office",
    "OfficeInterpreter",
    "OfficePhone",
    "Outcome",
    "Post",
    "PostIndexPage",
    "State",
]
