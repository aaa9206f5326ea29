"""Action alerts, background explainers, the pages that list them, and whom to call."""

from .alert import AlertExplainer, AlertOffice, AlertPage
from .index_pages import AlertIndexPage, ExplainerIndexPage, PostIndexPage
from .offices import Ask, Office, OfficeInterpreter, OfficePhone
from .posts import ExplainerPage, Post
from .states import Outcome, State

__all__ = [
    "AlertExplainer",
    "AlertIndexPage",
    "AlertOffice",
    "AlertPage",
    "Ask",
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
